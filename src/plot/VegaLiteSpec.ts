/** A Vega-Lite specification as plain JSON: hand it to `vega-embed`, Altair, Observable or a file. */
export interface VegaLiteSpec {
  readonly $schema: string;
  readonly width: number;
  readonly height: number;
  readonly [property: string]: unknown;
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
