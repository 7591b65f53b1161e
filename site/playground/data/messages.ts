// What the page and its worker say to each other.

import type { ColumnKind } from './readCsv.js';
import type { Settings } from './settings.js';

/** Where data come from. */
export type Source =
  | { readonly from: 'file'; readonly file: File }
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'sample'; readonly sample: string };

/** What the page asks; every answer carries the number of its question. */
export type Request =
  | { readonly type: 'load'; readonly id: number; readonly source: Source }
  | {
      readonly type: 'draw';
      readonly id: number;
      readonly settings: Settings;
      /** The points that the page has: they are not sent again. */
      readonly have: string;
      /** The same of the paths of criteria. */
      readonly havePaths: string;
    }
  | { readonly type: 'model'; readonly id: number };

/** A column as the page knows it. */
export interface ColumnInfo {
  readonly name: string;
  readonly kind: ColumnKind;
  /** How many levels a category, or a column of few different numbers, has; 0 for others. */
  readonly levels: number;
}

/** A table as the page knows it. */
export interface TableInfo {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnInfo[];
  readonly notes: readonly string[];
}

/** A curve of one group, or the only one. */
export interface Curve {
  /** Of the group; `''` for the only one. */
  readonly name: string;
  readonly n: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  /** Ends of the prediction interval. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
}

/** Points one by one. */
export interface Dots {
  readonly x: Float32Array | Float64Array;
  readonly y: Float32Array | Float64Array;
  /** The curve that each belongs to, −1 for none. */
  readonly group: Int8Array;
  /** Those that a robust fit leaves without weight, by their place. */
  readonly outliers: readonly number[];
  /** Of how many these are some. */
  readonly of: number;
}

/** How many points lie where: cells of the picture, row by row from the top. */
export interface Cells {
  readonly columns: number;
  readonly rows: number;
  readonly counts: Uint32Array;
  readonly most: number;
}

/** Where points lie. */
export interface Points {
  readonly key: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly dots?: Dots;
  readonly cells?: Cells;
}

/** A criterion along a bandwidth, or a share of the observations. */
export interface Path {
  /** Of the group; `''` for the only one. */
  readonly name: string;
  readonly width: Float64Array;
  readonly value: Float64Array;
  readonly degree: Uint8Array;
  /** The degree that was chosen. */
  readonly chosen: number;
  /** The local minima. */
  readonly basins: readonly Basin[];
}

/** A local minimum. */
export interface Basin {
  readonly width: number;
  readonly value: number;
  readonly degree: number;
}

/** Where the slider goes, and where it is. */
export interface Slider {
  readonly low: number;
  readonly high: number;
  readonly width: number;
  readonly degree: number;
  /** What it sets. */
  readonly of: 'bandwidth' | 'span';
}

/** What is drawn, as far as it is known. */
export interface Picture {
  readonly curves: readonly Curve[];
  /** Whether bands and intervals that were asked for are there. */
  readonly complete: boolean;
  readonly points?: Points;
  readonly xName: string;
  readonly yName: string;
  readonly isTime: boolean;
  readonly yIsTime: boolean;
  /** How many there are, each with a bandwidth of its own. */
  readonly models: number;
  readonly slider: Slider | undefined;
  /** In milliseconds. */
  readonly took: number;
}

/** What is said beside the picture. */
export interface Report {
  /** Lines of the summary: a name and a value. */
  readonly lines: readonly (readonly [string, string])[];
  readonly warnings: readonly string[];
  readonly code: string;
}

/** What the worker answers. */
export type Answer =
  | { readonly type: 'progress'; readonly id: number; readonly text: string }
  | { readonly type: 'table'; readonly id: number; readonly table: TableInfo }
  | { readonly type: 'picture'; readonly id: number; readonly picture: Picture }
  | {
      readonly type: 'paths';
      readonly id: number;
      readonly paths: readonly Path[];
      readonly key: string;
    }
  | { readonly type: 'report'; readonly id: number; readonly report: Report }
  | { readonly type: 'model'; readonly id: number; readonly json: string }
  | { readonly type: 'no model'; readonly id: number; readonly message: string }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
