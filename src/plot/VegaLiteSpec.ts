/**
 * A Vega-Lite specification as plain JSON: hand it to `vega-embed`, Altair, Observable, a file, or
 * {@link renderSVG}. It is a `TopLevelSpec` of `vega-lite` and a `VisualizationSpec` of `vega-embed`
 * by its structure: neither needs a cast, and neither need be there.
 */
export interface VegaLiteSpec {
  /** The version of Vega-Lite it is written for. */
  readonly $schema: string;
  /** The title, when there is one or something to say of the picture. */
  readonly title?: string | VegaLiteTitle;
  /** What the picture shows, in words. */
  readonly description: string;
  /** Color of the paper. */
  readonly background: string;
  /** Width of the plotting area in pixels, or that of the element it stands in. */
  readonly width: number | 'container';
  /** Height of the plotting area in pixels. */
  readonly height: number;
  /** What is drawn, from back to front. */
  readonly layer: VegaLiteLayer[];
  /** Colors and sizes of axes, legends and titles. */
  readonly config: VegaLiteFields;
}

/** A specification whose rows stand at its top. */
export interface VegaLiteRowsSpec<Row extends object> extends VegaLiteSpec {
  /** The rows that are drawn, at `data.values`. */
  readonly data: VegaLiteRows<Row>;
}

/** Inline data of a specification. */
export interface VegaLiteRows<Row extends object> {
  /** One object for each mark. */
  readonly values: readonly Row[];
}

/** A title of several lines, or with a subtitle. */
export interface VegaLiteTitle {
  /** Its lines. */
  readonly text: string[];
  /** What must be said of the picture, such as that points were left out. */
  readonly subtitle: string[];
}

/** One layer of a picture. */
export interface VegaLiteLayer {
  /** Its own rows; without them those at the top of the specification. */
  readonly data?: VegaLiteRows<object>;
  /** Which of the rows are drawn. */
  readonly transform?: VegaLiteTransform[];
  /** With what they are drawn. */
  readonly mark: VegaLiteMark;
  /** Which column gives position, color and so on. */
  readonly encoding: VegaLiteFields;
}

/** What is done with rows before they are drawn. */
export type VegaLiteTransform = VegaLiteFilter | VegaLiteCalculation;

/** Rows that are left out. */
export interface VegaLiteFilter {
  /** A Vega expression: whether a row stays. */
  readonly filter: string;
}

/** A column that is made of others. */
export interface VegaLiteCalculation {
  /** A Vega expression. */
  readonly calculate: string;
  /** The name of the column. */
  readonly as: string;
}

/** What a layer is drawn with. */
export interface VegaLiteMark extends VegaLiteFields {
  /** Its shape. */
  readonly type: 'area' | 'circle' | 'line' | 'point' | 'rect' | 'rule' | 'text' | 'tick';
}

/**
 * A part of a specification that Vega-Lite's own types describe.
 *
 * @remarks Its fields are `any` so that it can be handed to them.
 */
export interface VegaLiteFields {
  // biome-ignore lint/suspicious/noExplicitAny: with unknown no type of Vega-Lite would take it
  readonly [property: string]: any;
}

/** Options that every picture takes. */
export interface PlotOptions {
  /**
   * Above the picture; a long one is broken into lines, and an array is one of lines.
   *
   * @defaultValue none
   */
  readonly title?: string | readonly string[];
  /**
   * Width of the plotting area in pixels, or `'container'` for that of the element it stands in.
   *
   * @defaultValue 420
   */
  readonly width?: number | 'container';
  /** Height of the plotting area in pixels. @defaultValue 280 */
  readonly height?: number;
  /** Label of the horizontal axis. */
  readonly xLabel?: string;
  /** Label of the vertical axis. */
  readonly yLabel?: string;
  /** Colors on white, or on a dark page. @defaultValue 'light' */
  readonly theme?: Theme;
}

/** Colors on white, or on a dark page. */
export type Theme = 'light' | 'dark';

/** The names of {@link PlotOptions}. */
export const plotOptionNames = ['title', 'width', 'height', 'xLabel', 'yLabel', 'theme'] as const;
