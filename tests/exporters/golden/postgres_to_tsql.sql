-- design: SQL Server, written by Schema Designer

CREATE SCHEMA [shop];
GO

CREATE SEQUENCE [dbo].[numbers] AS bigint START WITH 5;
GO

CREATE TABLE [shop].[customer] (
    [id] bigint IDENTITY NOT NULL,
    [name] nvarchar(450) NOT NULL,
    [email] nvarchar(80),
    [m] nvarchar(4) DEFAULT N'sad',
    [p] int NOT NULL,
    [active] bit DEFAULT 1,
    [made] datetimeoffset(6) DEFAULT SYSDATETIMEOFFSET(),
    [day] date DEFAULT CONVERT(date, SYSDATETIME()),
    [tags] nvarchar(max),
    [uid] uniqueidentifier DEFAULT NEWID(),
    [doc] nvarchar(max) DEFAULT N'{}',
    [price] decimal(10,2) DEFAULT 0.5,
    [full_name] AS (UPPER([name])) PERSISTED,
    CONSTRAINT [customer_pkey] PRIMARY KEY ([id]),
    CONSTRAINT [customer_name_key] UNIQUE ([name]),
    CHECK ([m] IN ('sad', 'it''s')),
    CHECK ([p] > 0),
    CHECK (ISJSON([doc]) = 1),
    CONSTRAINT [cheap] CHECK ([price] >= 0 AND [m] IN ('sad'))
);
GO

CREATE UNIQUE INDEX [customer_email_key] ON [shop].[customer] ([email]) WHERE [email] IS NOT NULL;
GO

CREATE TABLE [shop].[orders] (
    [id] int IDENTITY(10,1) NOT NULL,
    [Weird Name] nvarchar(max),
    [customer_id] bigint NOT NULL,
    CONSTRAINT [orders_pkey] PRIMARY KEY ([id], [customer_id])
);
GO

CREATE UNIQUE INDEX [u] ON [shop].[orders] ([customer_id]) INCLUDE ([id]) WHERE [id] > 5;
GO

ALTER TABLE [shop].[orders] WITH CHECK ADD CONSTRAINT [orders_customer_id_fkey] FOREIGN KEY ([customer_id]) REFERENCES [shop].[customer] ([id]) ON DELETE CASCADE ON UPDATE CASCADE;
GO

EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'it''s', @level0type = N'SCHEMA', @level0name = N'shop', @level1type = N'TABLE', @level1name = N'orders', @level2type = N'COLUMN', @level2name = N'id';
GO
