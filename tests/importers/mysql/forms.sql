/*M!999999\- enable the sandbox mode */
-- MariaDB dump 10.19
/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
-----------------------------------------------------------
DROP TABLE IF EXISTS `customer`;
CREATE TABLE `customer` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT, # a comment
  `email` varchar(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'who''s \'it\'; really',
  `state` enum('new','it''s','a,b') NOT NULL DEFAULT 'new',
  `flags` set('x','y') DEFAULT NULL,
  `born` date DEFAULT NULL,
  `points` decimal(12,2) unsigned zerofill DEFAULT 0.00,
  `bits` bit(3) DEFAULT b'101',
  `raw` binary(4) DEFAULT 0x00010203,
  `name` varchar(40) DEFAULT _utf8mb4'x',
  `changed` timestamp NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `made` datetime(6) NOT NULL DEFAULT current_timestamp(6),
  `token` varchar(36) DEFAULT uuid(),
  `full` varchar(100) GENERATED ALWAYS AS (concat(`name`,' <',`email`,'>')) VIRTUAL,
  `kept` int(11) AS (`points` % 10) PERSISTENT,
  `hidden` int(11) INVISIBLE DEFAULT 3,
  `doc` longtext CHECK (json_valid(`doc`)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`) USING BTREE COMMENT 'one each',
  KEY (`born` DESC, `state`),
  KEY (`born`),
  KEY `name` (`name`(10), `token`(5)),
  FULLTEXT KEY `search` (`name`,`token`),
  CONSTRAINT `points_ok` CHECK (`points` >= 0 and `name` <> ';'),
  CHECK (`hidden` > 0)
) ENGINE=InnoDB AUTO_INCREMENT=117 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC COMMENT='The "who"';
LOCK TABLES `customer` WRITE;
INSERT INTO `customer` (`email`) VALUES ('a;b'),('-- c'),('\'; DROP TABLE x; --');
UNLOCK TABLES;
CREATE TABLE place (id serial, at point NOT NULL, SPATIAL KEY (at)) ENGINE=Aria;
CREATE TABLE node (
  id bigint NOT NULL PRIMARY KEY,
  parent bigint,
  twin bigint UNIQUE,
  owner int unsigned REFERENCES customer (id) ON DELETE SET NULL,
  CONSTRAINT up FOREIGN KEY (parent) REFERENCES node (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  FOREIGN KEY same (twin) REFERENCES node (id)
);
CREATE TABLE egg (id int PRIMARY KEY, hen int);
CREATE TABLE hen (id int PRIMARY KEY, egg int, FOREIGN KEY (egg) REFERENCES egg (id));
ALTER TABLE egg ADD CONSTRAINT egg_hen FOREIGN KEY (hen) REFERENCES hen (id), ADD INDEX by_hen (hen, id);
CREATE TABLE copy LIKE customer;
ALTER TABLE copy
  ADD COLUMN first_one int FIRST, ADD (later int, more varchar(3)), MODIFY more varchar(5) NOT NULL AFTER id,
  CHANGE COLUMN born birth date NOT NULL, DROP COLUMN flags, DROP KEY search, RENAME INDEX name TO by_name,
  ALTER COLUMN later SET DEFAULT 4, DROP CONSTRAINT points_ok, AUTO_INCREMENT = 5, COMMENT = 'a copy',
  CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, RENAME TO second;
CREATE UNIQUE INDEX one USING BTREE ON second (token DESC, birth);
CREATE INDEX gone ON second (later);
DROP INDEX gone ON second;
ALTER TABLE second ALTER INDEX one IGNORED;
CREATE TABLE days (d date NOT NULL, n int, KEY (n) KEY_BLOCK_SIZE=8)
/*!50100 PARTITION BY RANGE (year(d))
(PARTITION p0 VALUES LESS THAN (2000) ENGINE = InnoDB,
 PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB) */;
/*!50001 CREATE TABLE `seen` (`id` tinyint NOT NULL) ENGINE=MyISAM */;
/*!50001 DROP TABLE IF EXISTS `seen`*/;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `stamp` BEFORE UPDATE ON `customer` FOR EACH ROW BEGIN
  -- kept; comment
  IF NEW.state = 'x;y' THEN SET NEW.hidden = 1; END IF;
END */;;
CREATE PROCEDURE tidy(IN n int) BEGIN DECLARE i int DEFAULT 0; WHILE i < n DO SET i = i + 1; END WHILE; END;;
DELIMITER ;
CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2;
CREATE EVENT sweep ON SCHEDULE EVERY 1 DAY DO DELETE FROM days WHERE d < '2000-01-01';
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `seen` AS select `customer`.`id` AS `id`, twice(1) AS `two` from `customer` */;
