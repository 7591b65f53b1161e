/**
 * A Vega-Lite specification as plain JSON: hand it to `vega-embed`, Altair, Observable or a file.
 */
export interface VegaLiteSpec {
  /** The version of Vega-Lite it is written for. */
  readonly $schema: string;
  /** Width of the plotting area in pixels. */
  readonly width: number;
  /** Height of the plotting area in pixels. */
  readonly height: number;
  /** The rest of the specification. */
  readonly [property: string]: unknown;
}

/** A specification whose rows stand at its top. */
export interface VegaLiteRowsSpec<Row> extends VegaLiteSpec {
  /** The rows that are drawn, at `data.values`. */
  readonly data: VegaLiteRows<Row>;
}

/** Inline data of a specification. */
export interface VegaLiteRows<Row> {
  /** One object for each mark. */
  readonly values: readonly Row[];
}

/** Options that every picture takes. */
export interface PlotOptions {
  /** A line above the picture. @defaultValue none */
  readonly title?: string;
  /** Width of the plotting area in pixels. @defaultValue 420 */
  readonly width?: number;
  /** Height of the plotting area in pixels. @defaultValue 280 */
  readonly height?: number;
  /** Label of the horizontal axis. */
  readonly xLabel?: string;
  /** Label of the vertical axis. */
  readonly yLabel?: string;
}

/** The names of {@link PlotOptions}. */
export const plotOptionNames = ['title', 'width', 'height', 'xLabel', 'yLabel'] as const;
