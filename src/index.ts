/**
 * The entry point `nadaraya`: all of the others. What two of them export is the same thing.
 *
 * @module
 * @mergeModuleWith <project>
 */

export * from './attention.js';
export * from './plot.js';
export * from './regression.js';
export * from './sql.js';
