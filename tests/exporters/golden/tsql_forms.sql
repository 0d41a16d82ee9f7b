-- design: SQL Server, written by Schema Designer

CREATE SCHEMA [sales];
GO

CREATE TYPE [dbo].[Flag] FROM [bit] NOT NULL;
GO

CREATE SEQUENCE [sales].[order_number] AS bigint START WITH 1000 INCREMENT BY 5 MINVALUE 1 CACHE 50;
GO

CREATE TABLE [dbo].[Orders] (
    [OrderID] int NOT NULL,
    [CustomerID] int NULL,
    [number] bigint NOT NULL DEFAULT NEXT VALUE FOR sales.order_number,
    [made] datetime DEFAULT getdate(),
    [doc] xml CONSTRAINT [DF_doc] DEFAULT ('<a/>'),
    [place] geography,
    [tree] hierarchyid,
    [rate] decimal(10, 4),
    [stamp] rowversion,
    [extra] int NOT NULL,
    CONSTRAINT [PK_Orders] PRIMARY KEY NONCLUSTERED ([OrderID]),
    CHECK (rate < 100),
    INDEX [IX_Rate] ([rate])
);
GO

CREATE UNIQUE NONCLUSTERED INDEX [IX_Orders] ON [dbo].[Orders] ([CustomerID], [made] DESC) INCLUDE ([rate]) WHERE rate > 0 WITH (ONLINE = ON) ON [PRIMARY];
GO

CREATE COLUMNSTORE INDEX [cs] ON [dbo].[Orders] ([made], [rate]);
GO

CREATE TABLE [sales].[Customer] (
    [CustomerID] [int] IDENTITY(1,1) NOT FOR REPLICATION NOT NULL,
    [Name] [nvarchar](50) COLLATE Latin1_General_CI_AS NOT NULL,
    [Note] [nvarchar](max) SPARSE NULL,
    [Active] [dbo].[Flag] NOT NULL CONSTRAINT [DF_Customer_Active] DEFAULT ((1)),
    [Guid] [uniqueidentifier] NOT NULL ROWGUIDCOL DEFAULT (newsequentialid()),
    [Balance] [money] NULL DEFAULT $0.5,
    [Secret] varchar(20) MASKED WITH (FUNCTION = 'partial(1,"xx",0)') NULL,
    [Upper] AS (upper([Name])) PERSISTED NOT NULL,
    [Twice] AS ([CustomerID] * 2),
    [From] datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL,
    [To] datetime2 GENERATED ALWAYS AS ROW END NOT NULL,
    CONSTRAINT [PK_Customer] PRIMARY KEY CLUSTERED ([CustomerID]) WITH (PAD_INDEX = OFF, FILLFACTOR = 90) ON [PRIMARY],
    CONSTRAINT [AK_Name] UNIQUE NONCLUSTERED ([Name] DESC, [Guid]),
    CHECK ([Balance] >= 0 OR [Note] LIKE N'%[0-9]%'),
    PERIOD FOR SYSTEM_TIME ([From], [To])
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY] WITH (SYSTEM_VERSIONING = ON);
GO

CREATE NONCLUSTERED INDEX [IX_Inside] ON [sales].[Customer] ([Active]);
GO

ALTER TABLE [dbo].[Orders] WITH CHECK ADD FOREIGN KEY ([CustomerID]) REFERENCES [sales].[Customer];
GO

ALTER TABLE [dbo].[Orders] WITH NOCHECK ADD CONSTRAINT [FK_Orders] FOREIGN KEY ([CustomerID]) REFERENCES [sales].[Customer] ([CustomerID]) ON DELETE SET NULL ON UPDATE CASCADE NOT FOR REPLICATION;
GO

EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'Who buys, and it''s written here', @level0type = N'SCHEMA', @level0name = N'sales', @level1type = N'TABLE', @level1name = N'Customer';
GO

CREATE VIEW [sales].[v] WITH SCHEMABINDING AS SELECT [CustomerID], [Name] FROM [sales].[Customer] WHERE [Active] = 1
GO

CREATE TRIGGER [sales].[t] ON [sales].[Customer] AFTER UPDATE AS BEGIN IF @@ROWCOUNT = 0 RETURN; SET NOCOUNT ON; END
GO

CREATE PROCEDURE dbo.p @a int = 1, @b nvarchar(10) OUTPUT AS BEGIN SELECT @a; SELECT 'GO'; END
GO

GRANT SELECT ON sales.Customer TO reader
GO
