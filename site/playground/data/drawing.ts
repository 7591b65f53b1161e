// One picture after the other of a table: fits, curves, bands, and what is said about them, in the order in which they are
// ready, and what a slider asks for again and again.

import { CURVE_POINTS, codeOf } from './code.js';
import { curveOfRow, curvesOf } from './curves.js';
import type { Curve, Path, Picture, Points, Report, Slider } from './messages.js';
import {
  degreeOf,
  densityOf,
  type Fitted,
  type Found,
  fitPart,
  isByGroup,
  isSummarised,
  MANY_ROWS,
  type Part,
  partsOf,
  SUMMARISED_ROWS,
  sharesModel,
  withoutEffect,
} from './models.js';
import { type Observed, observe, observedKey } from './observe.js';
import { middleOf, pathOf, sliderRange, sliderTo } from './paths.js';
import { pointsOf } from './points.js';
import { count, type Table, UnreadableError } from './readCsv.js';
import type { Settings } from './settings.js';
import { placeOf, STEPS, widthAt } from './slider.js';
import { densityLines, reportOf } from './summary.js';

/** Above so many rows a curve is drawn before its band; below the band is there at once. */
const CURVE_FIRST_ROWS = 40_000;
/** Below so many rows a search takes no time to speak of. */
const QUICK_ROWS = 3000;
/** A slider is computed ahead between so many rows. */
const AHEAD_ROWS = [1000, 150_000] as const;
const MOST_KEPT = 600;
/** A slider that has not moved for so long stands still, in milliseconds. */
const STILL = 400;

/** Where parts of an answer go. */
export interface Listener {
  progress(text: string): void;
  picture(picture: Picture): void;
  paths(paths: readonly Path[], key: string): void;
  report(report: Report): void;
}

/** What is known of one search. */
interface Search {
  readonly paths: readonly Path[];
  readonly found: Found;
  readonly slider: Slider;
}

/** Of a picture that was cancelled, or is not drawn yet. */
export const NO_MODEL = 'There is no model yet: wait for the picture, or draw it again.';

/** The end of a task that is no longer wanted. */
export class Stale extends Error {}

/** Lets other messages in. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/** Waits until a slider stands still; not a moment longer when it moves. */
function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, STILL);
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Stale());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Draws a table, and keeps what moving a slider asks for again and again. */
export class Drawing {
  readonly #table: Table;
  #observed: Observed | undefined;
  /** Searches by the settings that they depend on. */
  readonly #searches = new Map<string, Search>();
  #told = '';
  /** Curves with their bands by all settings. */
  readonly #kept = new Map<string, readonly Curve[]>();
  #fitted: readonly Fitted[] = [];
  #densities: readonly { toJSON(): object }[] = [];

  constructor(table: Table) {
    this.#table = table;
  }

  /** The models of the picture that is shown, as JSON. */
  json(): string {
    const models =
      this.#densities.length > 0
        ? this.#densities
        : this.#fitted.map(({ model, ofRows }) => ofRows?.() ?? model);
    if (models.length === 0) throw new UnreadableError(NO_MODEL);
    const names = this.#fitted.map(({ part }) => part.name);
    return models.length === 1
      ? JSON.stringify(models[0])
      : JSON.stringify(models.map((model, i) => ({ group: names[i] ?? i, model })));
  }

  /**
   * Draws.
   *
   * @param have - the keys of the points and of the paths that the page has
   * @throws {@link Stale} when the signal says so
   */
  async draw(
    settings: Settings,
    { have, havePaths }: { readonly have: string; readonly havePaths: string },
    listener: Listener,
    signal: AbortSignal,
  ): Promise<void> {
    this.#told = havePaths;
    const start = performance.now();
    const observed = this.#observe(settings);
    const { parts, notes } = partsOf(observed, settings);
    const said = [...this.#table.notes, ...observed.notes, ...notes];
    if (settings.degree === 'auto' && degreeOf(settings, observed.n) !== 'auto' && !settings.width)
      said.push(
        `From ${count(MANY_ROWS)} rows on the degree is 1 for a first look; “chosen from all” tries every degree.`,
      );
    if (isSummarised(settings, observed.n))
      said.push(
        `From ${count(SUMMARISED_ROWS)} rows on the curve is that of a summary, sums in narrow cells; the code fits the rows themselves, with all but the same result.`,
      );
    said.push(...withoutEffect(settings));
    if (settings.view === 'density')
      return this.#drawDensity(settings, observed, parts, said, have, listener, start);

    const key = searchKey(observed, settings);
    const found = this.#searches.get(key)?.found;
    if (settings.width > 0 && sharesModel(settings) && !found)
      await this.#search({ ...settings, width: 0 }, observed, parts, listener, signal);
    const kept =
      settings.view === 'curve' ? this.#kept.get(drawnKey(observed, settings)) : undefined;
    const base = {
      xName: settings.x,
      yName: settings.y,
      isTime: observed.isTime,
      yIsTime: observed.yIsTime,
      models: parts.length,
    };
    if (kept && settings.width > 0) {
      const slider = sliderTo(this.#searches.get(key)?.slider, observed, settings);
      listener.picture({
        ...base,
        curves: kept,
        complete: true,
        slider,
        took: performance.now() - start,
      });
      await rest(signal);
    }

    const fitted =
      settings.width > 0
        ? await this.#fitAll(
            settings,
            observed,
            parts,
            this.#searches.get(key)?.found,
            listener,
            signal,
          )
        : await this.#search(settings, observed, parts, listener, signal);
    this.#fitted = fitted;
    this.#densities = [];
    this.#tellPaths(key, listener);
    const slider = sliderTo(this.#searches.get(key)?.slider, observed, settings, fitted);
    const points = this.#points(settings, observed, fitted, have);
    const picture = { ...base, slider, ...(points && { points }) };
    const wantsBand = settings.view === 'curve' && (settings.band || settings.interval);
    if (!kept || settings.width === 0) {
      const takesLong = observed.n > CURVE_FIRST_ROWS && !isSummarised(settings, observed.n);
      if (settings.view === 'curve' && wantsBand && takesLong) {
        const curves = curvesOf(
          fitted,
          observed,
          { ...settings, band: false, interval: false },
          [],
        );
        listener.picture({ ...picture, curves, complete: false, took: performance.now() - start });
        if (settings.width === 0) listener.progress('Drawing the band…');
        await pause();
        if (signal.aborted) throw new Stale();
      }
      const warnings: string[] = [];
      const curves =
        settings.view === 'curve' ? curvesOf(fitted, observed, settings, warnings) : [];
      said.push(...warnings);
      this.#keep(drawnKey(observed, settings), curves);
      listener.picture({ ...picture, curves, complete: true, took: performance.now() - start });
      await pause();
      if (signal.aborted) throw new Stale();
    }
    if (settings.width > 0 && !kept && observed.n > QUICK_ROWS) await rest(signal);
    const all = this.#searches.get(key)?.found;
    listener.report(reportOf(this.#table, fitted, observed, settings, all, said));
    await pause();
    if (signal.aborted) throw new Stale();
    if (!this.#searches.has(key) && observed.n <= AHEAD_ROWS[1]) {
      // an address may hold a bandwidth: its path comes after the picture
      await this.#search({ ...settings, width: 0 }, observed, parts, listener, signal);
      this.#tellPaths(key, listener);
      const known = sliderTo(this.#searches.get(key)?.slider, observed, settings, fitted);
      const curves = this.#kept.get(drawnKey(observed, settings)) ?? [];
      listener.picture({
        ...base,
        curves,
        complete: true,
        slider: known,
        took: performance.now() - start,
      });
    }
  }

  /**
   * Computes what the slider would ask for, from where it is outwards, until it is stopped.
   */
  async ahead(settings: Settings, signal: AbortSignal): Promise<void> {
    const observed = this.#observed;
    if (!observed || settings.view !== 'curve' || !(settings.band || settings.interval)) return;
    if (observed.n < AHEAD_ROWS[0] || observed.n > AHEAD_ROWS[1]) return;
    const search = this.#searches.get(searchKey(observed, settings));
    if (!search) return;
    const { parts } = partsOf(observed, settings);
    const { low, high, width, degree } = search.slider;
    const middle = placeOf(settings.width || width, low, high);
    for (let step = 0; step <= 2 * STEPS; step++) {
      const place = middle + (step % 2 ? 1 : -1) * Math.ceil(step / 2);
      if (place < 0 || place > STEPS) continue;
      const widthDegree = String(
        settings.width > 0 ? settings.widthDegree : degree,
      ) as Settings['degree'];
      const there = { ...settings, width: widthAt(place, low, high), widthDegree };
      if (this.#kept.has(drawnKey(observed, there))) continue;
      try {
        const fitted = await this.#fitAll(there, observed, parts, search.found, undefined, signal);
        this.#keep(drawnKey(observed, there), curvesOf(fitted, observed, there, []));
      } catch {
        return;
      }
      await pause();
      if (signal.aborted) return;
    }
  }

  #observe(settings: Settings): Observed {
    if (this.#observed?.key === observedKey(this.#table, settings)) return this.#observed;
    this.#kept.clear();
    this.#observed = observe(this.#table, settings);
    return this.#observed;
  }

  #keep(key: string, curves: readonly Curve[]): void {
    if (this.#kept.size >= MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    this.#kept.set(key, curves);
  }

  #tellPaths(key: string, listener: Listener): void {
    const search = this.#searches.get(key);
    if (!search || this.#told === key) return;
    this.#told = key;
    listener.paths(search.paths, key);
  }

  async #fitAll(
    settings: Settings,
    observed: Observed,
    parts: readonly Part[],
    found: Found | undefined,
    listener: Listener | undefined,
    signal: AbortSignal,
  ): Promise<Fitted[]> {
    const names = { x: settings.x, y: settings.y, group: settings.group };
    const out: Fitted[] = [];
    let told = performance.now();
    for (const part of parts) {
      const about = part.name && parts.length > 1 ? ` for ${part.name}` : '';
      const onTrial = (trials: number): void => {
        if (performance.now() - told < 100) return;
        told = performance.now();
        listener?.progress(`Choosing the bandwidth${about}: ${trials} tried…`);
      };
      try {
        out.push(await fitPart(part, observed, settings, names, found, onTrial, signal));
      } catch (error) {
        if (signal.aborted) throw new Stale();
        throw error;
      }
      if (parts.length > 1) await pause();
      if (signal.aborted) throw new Stale();
    }
    return out;
  }

  /** Fits with a search, and keeps what it found. */
  async #search(
    settings: Settings,
    observed: Observed,
    parts: readonly Part[],
    listener: Listener,
    signal: AbortSignal,
  ): Promise<Fitted[]> {
    if (observed.n > QUICK_ROWS) listener.progress('Choosing the bandwidth…');
    const fitted = await this.#fitAll(settings, observed, parts, undefined, listener, signal);
    const paths = sharesModel(settings)
      ? []
      : fitted.flatMap((each) => pathOf(each, fitted.length > 1));
    const [first] = fitted;
    const isSpan = fitted.some(({ choice }) => choice?.span !== undefined);
    const width = middleOf(fitted.map((each) => widthOf(each, isSpan)));
    const degree = first?.choice?.degree ?? degreeIn(first);
    const [low, high] = sliderRange(paths, width, observed, isSpan);
    this.#searches.set(searchKey(observed, settings), {
      paths,
      found: { degree, lambda: sharesModel(settings) ? first?.model.bandwidth[1] : undefined },
      slider: { low, high, width, degree, of: isSpan ? 'span' : 'bandwidth' },
    });
    return fitted;
  }

  #points(
    settings: Settings,
    observed: Observed,
    fitted: readonly Fitted[],
    have: string,
  ): Points | undefined {
    const isResiduals = settings.view === 'residuals';
    const weighs = settings.robust && !isByGroup(settings);
    const key = JSON.stringify([
      observed.key,
      settings.view,
      isByGroup(settings),
      sharesModel(settings),
      (isResiduals || weighs) && drawnKey(observed, settings),
    ]);
    if (key === have) return undefined;
    const robustness = weighs ? fitted[0]?.model.robustnessWeights : undefined;
    const outlier = robustness && ((i: number) => robustness[i] === 0);
    if (!isResiduals)
      return pointsOf(key, observed.x, observed.y, curveOfRow(settings, observed, fitted), outlier);
    const residuals = new Float64Array(observed.n).fill(Number.NaN);
    for (const { part, model } of fitted) {
      const own = model.residuals;
      for (let r = 0; r < own.length; r++) residuals[part.rows ? part.rows[r]! : r] = own[r]!;
    }
    return pointsOf(key, observed.x, residuals, curveOfRow(settings, observed, fitted), outlier);
  }

  #drawDensity(
    settings: Settings,
    observed: Observed,
    parts: readonly Part[],
    said: readonly string[],
    have: string,
    listener: Listener,
    start: number,
  ): void {
    const models = parts.map((part) => densityOf(part, settings));
    this.#densities = models;
    this.#fitted = [];
    const curves = models.map((model, i) => {
      const rows = model.curve({ points: CURVE_POINTS });
      return {
        name: parts[i]!.name,
        n: parts[i]!.x.length,
        x: Float64Array.from(rows, ({ x }) => x),
        y: Float64Array.from(rows, ({ density }) => density),
      };
    });
    const isSearched = settings.width === 0;
    const key = JSON.stringify([observed.key, 'density', settings.kernel, settings.densityChoice]);
    if (isSearched) {
      const width = middleOf(models.map((model) => model.bandwidth[0]!));
      const slider = {
        low: width / 12,
        high: width * 12,
        width,
        degree: 0,
        of: 'bandwidth',
      } as const;
      this.#searches.set(key, { paths: [], found: { degree: 0, lambda: undefined }, slider });
    }
    const known = this.#searches.get(key)?.slider ?? {
      low: settings.width / 12,
      high: settings.width * 12,
      width: settings.width,
      degree: 0,
      of: 'bandwidth',
    };
    const slider = { ...known, width: settings.width || known.width };
    const pointsKey = JSON.stringify([observed.key, 'rug']);
    const points =
      have === pointsKey
        ? undefined
        : pointsOf(pointsKey, observed.x, new Float64Array(observed.n), () => -1);
    listener.paths([], key);
    this.#told = key;
    listener.picture({
      curves,
      complete: true,
      ...(points && { points }),
      xName: settings.x,
      yName: 'density',
      isTime: observed.isTime,
      yIsTime: false,
      models: parts.length,
      slider,
      took: performance.now() - start,
    });
    const lines = models.flatMap((model, i) =>
      densityLines(model, parts[i]!.name, parts.length > 1, observed),
    );
    listener.report({
      lines: lines.filter(([name]) => name !== ''),
      warnings: [...said, ...lines.filter(([name]) => name === '').map(([, line]) => line)],
      code: codeOf(this.#table, observed, settings),
    });
  }
}

/** Which settings a search depends on. */
function searchKey(observed: Observed, settings: Settings): string {
  const { kernel, degree, window, choice, robust, kind, period, use, group } = settings;
  const circle = kind === 'periodic' ? period : 0;
  return JSON.stringify([
    observed.key,
    kernel,
    degree,
    window,
    choice,
    robust,
    circle,
    group && use,
  ]);
}

/** Which settings a curve depends on. */
function drawnKey(observed: Observed, settings: Settings): string {
  const { width, widthDegree, band, interval, level } = settings;
  const degree = width > 0 ? widthDegree : '';
  return JSON.stringify([searchKey(observed, settings), width, degree, band, interval, level]);
}

/** The degree of a model that was told it. */
function degreeIn(fitted: Fitted | undefined): number {
  return Number(/degree: (\d)/.exec(String(fitted?.model))?.[1] ?? 1);
}

function widthOf({ choice, model }: Fitted, isSpan: boolean): number {
  return isSpan ? (choice?.span ?? 1) : model.bandwidth[0]!;
}
