// The page: a state, what is made of it by the library, and what is drawn. Whatever happens changes the state, and the
// next frame draws what has changed.

import { copyText } from '../../shared/copyText.js';
import { type Attention, attentionTo, grid, keysAttended, type Pooled, pool } from './attend.js';
import { codeOf } from './code.js';
import { HeatMap } from './heatMap.js';
import { HistoryChart, shortNumber } from './historyChart.js';
import { optimizers, Run } from './learn.js';
import { Plot } from './plot.js';
import { type CurveName, curves, type Point, sampleOf } from './sample.js';
import {
  kernels,
  MOST_POINTS,
  onGrid,
  readState,
  type State,
  W_RANGE,
  writeState,
} from './state.js';

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const input = (id: string): HTMLInputElement => element<HTMLInputElement>(id);
const select = (id: string): HTMLSelectElement => element<HTMLSelectElement>(id);

/** Formulas of weights for those kernels that have a short one. */
const formulas: Readonly<Record<string, string>> = {
  gaussian: 'softmax(−(w(q − k))² / 2)',
  epanechnikov: '∝ 1 − u², |u| < 1, u = w(q − k)',
  uniform: 'equal for |w(q − k)| < 1',
  triangular: '∝ 1 − |u|, u = w(q − k)',
  laplace: '∝ exp(−|w(q − k)|)',
  cauchy: '∝ 1 / (1 + u²), u = w(q − k)',
  constant: 'equal for all keys: the average',
};

let state = readState(location.hash);
let points: readonly Point[] = [];
let selected: number | undefined;
let attention: Attention;
/** The run whose w is shown, and the one before. */
let run: Run | undefined;
let runBefore: Run | undefined;
let shownRun: Run | undefined;
let isTraining = false;
/** What was shown when a press began. */
let before:
  | { state: State; selected: number | undefined; run: Run | undefined; status: string }
  | undefined;
let frame = 0;
let isSceneStale = true;
let latest: Pooled;
let addressTimer: ReturnType<typeof setTimeout> | undefined;

const plot = new Plot(element('plot'), {
  moveQuery: (query) => change({ query }, 'query'),
  movePoint: (index, point) => setPoints(points.map((each, i) => (i === index ? point : each))),
  addPoint: (point) => {
    if (points.length < MOST_POINTS) setPoints([...points, point], points.length);
  },
  removePoint,
  selectPoint: (index) => {
    selected = index;
    redraw();
  },
  begin: () => {
    before = { state, selected, run, status: element('status').textContent ?? '' };
  },
  takeBack: () => {
    if (!before) return;
    ({ state, selected, run } = before);
    tell(before.status);
    redraw();
  },
});
const heatMap = new HeatMap(element('heat'), (query) => change({ query }, 'query'));
const lossChart = new HistoryChart(element('loss-chart'), 'The loss of each epoch of training');
const wChart = new HistoryChart(element('w-chart'), 'The width w at each epoch of training');

/** Takes up a change of the state. */
function change(changes: Partial<State>, kind: 'query' | 'weights' | 'other' = 'weights'): void {
  state = { ...state, ...changes };
  if (kind === 'weights') {
    run = undefined;
    isTraining = false;
    tell(''); // it was of other settings
  }
  if (kind !== 'query') isSceneStale = true;
  schedule();
}

/** Other points: they no longer come from the curve. */
function setPoints(given: readonly Point[], select = selected): void {
  const held = given.map(onGrid);
  selected = select;
  change({ points: held });
}

function removePoint(index: number): void {
  if (points.length <= 2) return;
  setPoints(
    points.filter((_, i) => i !== index),
    undefined,
  );
}

function redraw(): void {
  isSceneStale = true;
  schedule();
}

function schedule(): void {
  if (frame === 0) frame = requestAnimationFrame(draw);
}

/** Draws what has changed. */
function draw(): void {
  frame = 0;
  if (isSceneStale) drawScene();
  drawQuery();
  element('code-frame').ariaBusy = 'true';
  clearTimeout(addressTimer);
  addressTimer = setTimeout(settle, 250); // browsers limit how often an address changes
}

/** Points, curve, heat map and controls. */
function drawScene(): void {
  isSceneStale = false;
  points = state.points ?? sampleOf(state.curve, state.n, state.noise, state.seed);
  if (selected !== undefined && selected >= points.length) selected = undefined;
  attention = attentionTo(points, state.kernel, state.w);
  const { yHat, weights } = pool(attention, grid);
  const truth = state.points ? undefined : curves[state.curve].at;
  plot.draw({ points, selected, curve: yHat, grid, truth });
  heatMap.draw(weights, grid.length);
  const runs = [shownRun, runBefore].map((each) => each?.epochs ?? []);
  lossChart.draw(
    runs[0]!.map(({ loss }) => loss),
    runs[1]!.map(({ loss }) => loss),
  );
  wChart.draw(
    runs[0]!.map(({ w }) => w),
    runs[1]!.map(({ w }) => w),
  );
  fillControls();
}

/** The query alone, which is what a drag costs. */
function drawQuery(): void {
  latest = pool(attention, [state.query]);
  const { yHat, weights } = latest;
  const { places } = attention;
  plot.drawQuery({
    query: state.query,
    yHat: yHat[0]!,
    weightOf: (index) => weights[places[index]!]!,
  });
  heatMap.markQuery(state.query);
  element('query-out').textContent = state.query.toFixed(2);
  element('pooled-out').textContent = yHat[0]!.toFixed(2).replace('-', '−');
  element('keys-out').textContent = keysAttended(weights).toFixed(1);
}

/** What need not follow every frame: the code and the address. */
function settle(): void {
  element('code').textContent = codeOf(state, latest.yHat[0]!, run);
  element('code-frame').ariaBusy = 'false';
  const hash = writeState(state);
  try {
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
  } catch {
    // a page from a disk may not be let to; the button copies the link all the same
  }
}

function fillControls(): void {
  const { kernel, w, optimizer, leaveOneOut, curve, noise } = state;
  select('kernel').value = kernel;
  input('w').value = String(Math.log10(Math.min(W_RANGE[1], Math.max(W_RANGE[0], w))));
  input('w').setAttribute('aria-valuetext', `w ${shortNumber(w, 2)}`);
  element('w-out').textContent = `${shortNumber(w, 2)} (h = ${shortNumber(1 / w, 2)})`;
  element('formula').textContent =
    `weight ${formulas[kernel] ?? `∝ K(w(q − k)), K the ${kernel} kernel`}`;
  select('optimizer').value = optimizer;
  input('loo').checked = leaveOneOut;
  const train = element<HTMLButtonElement>('train');
  train.textContent = isTraining ? 'Pause' : run && !run.isDone ? 'Go on' : 'Train';
  select('curve').value = state.points ? 'drawn' : curve;
  input('n').value = String(points.length);
  element('n-out').textContent = String(points.length);
  input('noise').value = String(noise);
  element('noise-out').textContent = state.points ? 'as drawn' : String(noise);
  input('noise').disabled = state.points !== undefined;
  element('truth-key').hidden = state.points !== undefined;
  element<HTMLButtonElement>('remove').disabled = points.length <= 2;
  element<HTMLButtonElement>('add').disabled = points.length >= MOST_POINTS;
  const index = input('index');
  index.max = String(points.length);
  if (document.activeElement !== index) index.value = String((selected ?? 0) + 1);
  const point = points[selected ?? 0]!;
  for (const axis of ['x', 'y'] as const) {
    const field = input(`point-${axis}`);
    if (document.activeElement !== field) field.value = String(Number(point[axis].toFixed(3)));
  }
}

/** The run to go on with, or a new one from what is shown. */
function presentRun(): Run {
  if (run && !run.isDone) return run;
  const { keys, values } = attention;
  const { kernel, w, optimizer, leaveOneOut } = state;
  if (shownRun && shownRun.epochs.length > 1) runBefore = shownRun;
  run = new Run({ keys, values, kernel, w, optimizer, leaveOneOut });
  shownRun = run;
  return run;
}

/** One epoch, and what it says. @returns whether there is more to do */
async function epoch(): Promise<boolean> {
  const present = presentRun();
  try {
    await present.step();
  } catch (error) {
    if (run === present) tell(error instanceof Error ? error.message : String(error));
    return false;
  }
  if (run !== present) return false; // something was changed meanwhile
  change({ w: present.w }, 'other');
  const { loss } = present.epochs.at(-1)!;
  if (present.isDone || !isTraining) {
    const ended = present.isDone ? ending(present) : '';
    tell(
      `Epoch ${present.epochs.length}: loss ${shortNumber(loss, 2)}, w ${shortNumber(present.w, 2)}.${ended}`,
    );
  }
  return !present.isDone;
}

/** What there is to say of a run that has ended. */
function ending({ start, epochs, w }: Run): string {
  if (epochs.every((each) => each.w === w))
    return ' Nothing moved: this kernel is flat, so the loss has no slope.';
  if (!start.leaveOneOut)
    return ' Each point attends to itself, so the loss falls as w grows: w runs away.';
  return '';
}

function tell(text: string): void {
  element('status').textContent = text;
}

async function train(): Promise<void> {
  isTraining = !isTraining;
  if (isTraining) tell('');
  redraw();
  while (isTraining) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    if (!isTraining) break;
    if (!(await epoch())) isTraining = false;
  }
  redraw();
}

function fill(id: string, options: readonly (readonly [string, string])[]): void {
  select(id).replaceChildren(
    ...options.map(([value, name]) => {
      const option = document.createElement('option');
      option.value = value;
      option.textContent = name;
      return option;
    }),
  );
}

/** A button that says for a while what came of it. */
function copies(id: string, text: () => string): void {
  const button = element<HTMLButtonElement>(id);
  const name = button.textContent;
  button.addEventListener('click', async () => {
    button.textContent = (await copyText(text())) ? 'Copied' : 'Copying is not allowed here';
    setTimeout(() => {
      button.textContent = name;
    }, 1500);
  });
}

function listen(): void {
  fill(
    'kernel',
    kernels.map((name) => [name, name]),
  );
  fill(
    'optimizer',
    Object.entries(optimizers).map(([value, { name }]) => [value, name]),
  );
  fill('curve', [
    ...Object.entries(curves).map(([value, { name }]) => [value, name] as const),
    ['drawn', 'drawn by hand'],
  ]);
  const on = (id: string, event: string, act: () => void): void =>
    element(id).addEventListener(event, act);
  on('kernel', 'change', () => {
    const name = kernels.find((each) => each === select('kernel').value);
    if (name) change({ kernel: name });
  });
  on('w', 'input', () => change({ w: Number((10 ** input('w').valueAsNumber).toPrecision(3)) }));
  on('optimizer', 'change', () => {
    const names = Object.keys(optimizers) as State['optimizer'][];
    const name = names.find((each) => each === select('optimizer').value);
    if (name) change({ optimizer: name });
  });
  on('loo', 'change', () => change({ leaveOneOut: input('loo').checked }));
  on('train', 'click', () => void train());
  on('step', 'click', () => {
    isTraining = false;
    void epoch();
  });
  on('reset', 'click', () => change({ w: 1 }));
  on('curve', 'change', () => {
    const chosen = select('curve').value;
    selected = undefined;
    if (chosen === 'drawn') setPoints(points);
    else if (chosen in curves) change({ curve: chosen as CurveName, points: undefined });
  });
  on('n', 'input', () => change({ n: input('n').valueAsNumber, points: undefined }));
  on('noise', 'input', () => change({ noise: input('noise').valueAsNumber }));
  on('again', 'click', () => change({ seed: (state.seed + 1) % 2 ** 31, points: undefined }));
  on('clear', 'click', () =>
    setPoints(
      [
        { x: 1, y: 1 },
        { x: 4, y: 3 },
      ],
      undefined,
    ),
  );
  on('index', 'input', () => {
    const index = input('index').valueAsNumber - 1;
    if (!(index >= 0 && index < points.length)) return;
    selected = index;
    redraw();
  });
  for (const axis of ['x', 'y'] as const)
    on(`point-${axis}`, 'input', () => {
      const value = input(`point-${axis}`).valueAsNumber;
      if (!Number.isFinite(value)) return;
      const index = selected ?? 0;
      setPoints(
        points.map((point, i) => (i === index ? { ...point, [axis]: value } : point)),
        index,
      );
    });
  on('add', 'click', () =>
    setPoints([...points, { x: state.query, y: latest.yHat[0]! }], points.length),
  );
  on('remove', 'click', () => removePoint(selected ?? 0));
  for (const [id, isDrawing] of [
    ['move', false],
    ['draw', true],
  ] as const)
    on(id, 'click', () => {
      plot.isDrawing = isDrawing;
      element('plot').classList.toggle('drawing', isDrawing);
      element('move').setAttribute('aria-pressed', String(!isDrawing));
      element('draw').setAttribute('aria-pressed', String(isDrawing));
    });
  copies('copy-code', () => codeOf(state, latest.yHat[0]!, run));
  copies('copy-link', () => {
    const hash = writeState(state);
    return location.href.replace(/#.*$/, '') + (hash && `#${hash}`);
  });
  addEventListener('hashchange', () => {
    if (document.getElementById(location.hash.slice(1))) return; // a place in the page
    selected = undefined;
    change(readState(location.hash));
  });
}

element('code-frame').tabIndex = 0; // it may be wider than the page, and scrolls by keys then
listen();
drawScene();
drawQuery();
settle();
