// The entry point `nadaraya/sql`: statements that sum up a table inside a database.

export * from './errors.js';
export type { SQLDialect, SQLDialectName } from './sql/SQLDialect.js';
export type { SummaryQuery, SummaryQueryOptions } from './sql/summaryQuery.js';
export { summaryQuery } from './sql/summaryQuery.js';
export type { SQLValue } from './sql/TrustedSQL.js';
export { sql, sqlIdentifier, TrustedSQL } from './sql/TrustedSQL.js';
export type { RowLayout } from './summary/rowLayout.js';
