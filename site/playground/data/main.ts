// The page: what a user chooses goes to the worker, and what comes back is drawn. No text of a file becomes markup.

import { kernelNames } from 'nadaraya/regression';
import { startWork, type Work } from '../../shared/startWork.js';
import { drawPath } from './drawPath.js';
import { drawCells, drawPicture, type Frame, frameOf } from './drawPicture.js';
import { onData } from './incoming.js';
import type { Answer, Path, Picture, Points, Source, TableInfo } from './messages.js';
import { byId, fillSelect, showReport } from './page.js';
import { SAMPLES } from './sampleList.js';
import { csvOf, pngOf, save, stemOf, svgText } from './saving.js';
import { durationOf, shortNumber, timeUnit } from './scale.js';
import {
  columnSettings,
  initialSettings,
  readHash,
  readSetting,
  type Settings,
  writeHash,
} from './settings.js';
import { placeOf, widthAt } from './slider.js';
import { textAt } from './textAt.js';

/** The data set that is there at first. */
const FIRST_SAMPLE = 'mcycle';
/** From the end of the slider to the middle of its knob there, in pixels. */
const KNOB = 8;
/** Settings that leave the bandwidth as it was set by hand. */
const KEEPS_WIDTH: readonly (keyof Settings)[] = [
  'band',
  'interval',
  'level',
  'width',
  'widthDegree',
  'weight',
];

const plot = byId('plot');
const canvas = byId<HTMLCanvasElement>('cells');
const slide = byId<HTMLInputElement>('width');

let settings: Settings = initialSettings;
let sample = '';
let table: TableInfo | undefined;
let source: Source | undefined;
let picture: Picture | undefined;
let points: Points | undefined;
let paths: readonly Path[] = [];
let pathsKey = '';
let frame: Frame | undefined;
let drawnView: Settings['view'] = 'curve';
let work: Work | undefined;
let starting: Promise<Work> | undefined;
let asked = 0;
let isBusy = false;
/** Whether the page shows a density because there is no y. */
let isForWantOfY = false;
/** What is drawn once a table is there. */
let wanted: Partial<Settings> = {};

// ---------------------------------------------------------------- the worker

function start(): Promise<Work> {
  starting ??= startWork(
    'worker.js',
    (message) => receive(message as Answer),
    (message) => {
      void cancel();
      say('');
      fail(`That was too much for this browser: ${message}`);
    },
  ).then((started) => {
    work = started;
    byId('apart').hidden = started.isApart;
    return started;
  });
  return starting;
}

async function load(from: Source): Promise<void> {
  source = from;
  table = undefined;
  picture = undefined;
  points = undefined;
  paths = [];
  pathsKey = '';
  const id = ++asked;
  busy(true);
  say('Reading…');
  fail('');
  (await start()).post({ type: 'load', id, source: from });
}

async function draw(): Promise<void> {
  if (!table) return;
  const id = ++asked;
  busy(true);
  (await start()).post({
    type: 'draw',
    id,
    settings,
    have: points?.key ?? '',
    havePaths: pathsKey,
  });
  keepHash();
}

/** Ends what is going on: the worker with it, for it may be deep in a loop; a new one reads the data again. */
async function cancel(): Promise<void> {
  asked++;
  work?.end();
  starting = undefined;
  busy(false);
  busy(false, 'writing');
  say('Cancelled.');
  const wasReading = !table;
  if (!source || wasReading) return;
  resumed = ++asked;
  (await start()).post({ type: 'load', id: resumed, source });
}

/** The question that gives a new worker the data of the one that was ended. */
let resumed = 0;

function receive(answer: Answer): void {
  if (answer.type === 'model') {
    save(
      `${stemOf(table?.name ?? '')}-model.json`,
      new Blob([answer.json], { type: 'application/json' }),
    );
    busy(false, 'writing');
    say('The model is saved.');
    return;
  }
  if (answer.type === 'no model') {
    busy(false, 'writing');
    say('');
    fail(answer.message);
    return;
  }
  if (answer.id !== asked) return;
  if (answer.id === resumed && answer.type !== 'failed') return; // the picture stays as it was
  switch (answer.type) {
    case 'progress':
      if (answer.text) say(answer.text);
      else finish();
      break;
    case 'table':
      showTable(answer.table);
      break;
    case 'picture':
      if (answer.picture.points) points = answer.picture.points;
      picture = keepBand(answer.picture);
      drawnView = settings.view;
      fail('');
      redraw();
      break;
    case 'paths':
      paths = answer.paths;
      pathsKey = answer.key;
      break;
    case 'report':
      showReport(answer.report);
      break;
    case 'failed':
      busy(false);
      say('');
      fail(answer.message);
      if (!picture) forget();
      if (!table) forgetColumns();
      break;
  }
}

/** While a band is computed the picture has the curve alone. */
function keepBand(next: Picture): Picture {
  plot.classList.toggle('waiting', !next.complete);
  return next;
}

function finish(): void {
  busy(false);
  const took = picture ? `${Math.max(1, Math.round(picture.took))} ms` : '';
  const rows = picture?.curves.reduce((sum, { n }) => sum + n, 0);
  say(rows ? `${countOf(rows)}, ${took}.` : took && `Done, ${took}.`);
}

// ---------------------------------------------------------------- what is said

/** A number of rows, for people. */
function countOf(rows: number): string {
  return `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
}

function say(text: string): void {
  const status = byId('status');
  if (status.textContent !== text) status.textContent = text;
}

function fail(text: string): void {
  const box = byId('error');
  box.textContent = text;
  box.hidden = text === '';
}

let busyTimer: ReturnType<typeof setTimeout> | undefined;

/** What the worker is at. */
const tasks = new Set<'drawing' | 'writing'>();

function busy(is: boolean, task: 'drawing' | 'writing' = 'drawing'): void {
  if (is) tasks.add(task);
  else tasks.delete(task);
  isBusy = tasks.size > 0;
  clearTimeout(busyTimer);
  if (!isBusy) byId('cancel').hidden = true;
  // what takes no time needs no button
  else
    busyTimer = setTimeout(() => {
      byId('cancel').hidden = !isBusy || work?.isApart === false;
    }, 300);
  plot.setAttribute('aria-busy', String(isBusy));
}

/** Nothing is left of a table that could not be read. */
function forgetColumns(): void {
  byId('table').textContent = '';
  for (const id of columnSettings) byId<HTMLSelectElement>(id).replaceChildren();
}

/** Nor of a picture that could not be drawn. */
function forget(): void {
  byId('width-panel').hidden = true;
  byId('caption').textContent = '';
  byId('code').textContent = '';
  byId('summary').querySelector('tbody')?.replaceChildren();
  byId('warnings').replaceChildren();
  plot.querySelector('svg')?.remove();
  canvas.hidden = true;
  saves(false);
}

function saves(is: boolean): void {
  for (const what of ['svg', 'png', 'csv', 'json'])
    byId<HTMLButtonElement>(`save-${what}`).disabled =
      !is || (what === 'csv' && drawnView === 'residuals');
}

// ---------------------------------------------------------------- controls

/** A table is there: choose columns, and draw. */
function showTable(read: TableInfo): void {
  table = read;
  const numeric = read.columns.filter(({ kind }) => kind === 'number' || kind === 'date');
  const grouping = read.columns.filter(({ levels }) => levels > 1);
  const given = wanted;
  wanted = {};
  const has = (name: string | undefined, among: readonly { name: string }[]): name is string =>
    name !== undefined && among.some((column) => column.name === name);
  const spread = numeric.filter(({ levels }) => levels !== 1);
  const isRowNumber = ({ name }: { readonly name: string }): boolean =>
    /^(id|index|row|rownames|nr?|no\.?)$/i.test(name);
  const likely = [...spread.filter((column) => !isRowNumber(column)), ...spread, ...numeric];
  const x = has(given.x, numeric)
    ? given.x
    : ((likely.find(({ kind }) => kind === 'date') ?? likely[0])?.name ?? '');
  const y = has(given.y, numeric)
    ? given.y
    : ((
        likely.find(({ name, kind }) => name !== x && kind === 'number') ??
        likely.find(({ name }) => name !== x)
      )?.name ?? '');
  const kept: Settings = { ...settings, ...given };
  const view = y === '' ? 'density' : isForWantOfY ? 'curve' : kept.view;
  isForWantOfY = y === '' && (isForWantOfY || kept.view !== 'density');
  settings = {
    ...kept,
    x,
    y,
    group: has(given.group, grouping) ? given.group : '',
    weight: has(given.weight, numeric) ? given.weight : '',
    view,
  };
  const label = ({ name, kind }: { name: string; kind: string }): string =>
    kind === 'date' ? `${name} (dates)` : name;
  const columns = numeric.map((column) => [column.name, label(column)] as const);
  const none = [['', 'none']] as const;
  fillSelect(byId('x'), columns, settings.x);
  fillSelect(byId('y'), columns, settings.y);
  fillSelect(
    byId('weight'),
    [
      ...none,
      ...numeric.filter(({ kind }) => kind === 'number').map(({ name }) => [name, name] as const),
    ],
    settings.weight,
  );
  fillSelect(
    byId('group'),
    [...none, ...grouping.map(({ name, levels }) => [name, `${name} (${levels})`] as const)],
    settings.group,
  );
  const texts = read.columns.length - numeric.length;
  byId('table').textContent =
    `${read.name}: ${countOf(read.rows)}, ${read.columns.length} columns` +
    (texts > 0 ? `, ${texts} of them text` : '');
  showSettings();
  void draw();
}

/** Settings with a field of their own, by its id; the others are boxes to tick and the slider. */
const FIELDS = [
  'x',
  'y',
  'group',
  'weight',
  'kind',
  'use',
  'kernel',
  'degree',
  'window',
  'choice',
  'densityChoice',
  'view',
  'level',
  'period',
] as const;

/** Controls as the settings have them. */
function showSettings(): void {
  for (const key of FIELDS) {
    const control = byId<HTMLSelectElement | HTMLInputElement>(key);
    if (control !== document.activeElement || control.value === '')
      control.value = String(settings[key]);
  }
  for (const key of ['robust', 'band', 'interval'] as const)
    byId<HTMLInputElement>(key).checked = settings[key];
  const isDensity = settings.view === 'density';
  for (const each of document.querySelectorAll<HTMLElement>('.only-curve')) each.hidden = isDensity;
  for (const each of document.querySelectorAll<HTMLElement>('.only-density'))
    each.hidden = !isDensity;
  for (const each of document.querySelectorAll<HTMLElement>('.only-band'))
    each.hidden = settings.view !== 'curve';
  byId('period-field').hidden = isDensity || settings.kind !== 'periodic';
  byId('use-field').hidden = isDensity || settings.group === '';
  byId('origin').textContent = SAMPLES.get(sample)?.origin ?? '';
  byId<HTMLSelectElement>('sample').value = sample;
}

/** Takes a change, and draws. */
function change(part: Partial<Settings>): void {
  const keys = Object.keys(part) as (keyof Settings)[];
  if ('view' in part) isForWantOfY = false;
  const keeps = keys.every((key) => KEEPS_WIDTH.includes(key));
  const toDensity = 'view' in part && (part.view === 'density') !== (settings.view === 'density');
  const isView = keys.length === 1 && keys[0] === 'view' && !toDensity;
  settings = { ...settings, ...(keeps || isView ? {} : { width: 0 }), ...part };
  showSettings();
  void draw();
}

for (const key of FIELDS)
  byId<HTMLSelectElement>(key).addEventListener('change', ({ currentTarget }) => {
    const value = readSetting(key, (currentTarget as HTMLSelectElement).value);
    if (value === undefined) {
      fail('The period must be a number above 0.');
      return;
    }
    change({ [key]: value });
  });
for (const key of ['robust', 'band', 'interval'] as const)
  byId<HTMLInputElement>(key).addEventListener('change', ({ currentTarget }) =>
    change({ [key]: (currentTarget as HTMLInputElement).checked }),
  );
byId('controls').addEventListener('submit', (event) => event.preventDefault());
// folded away where there is little room
const wide = matchMedia('(min-width: 62rem)');
const fold = (): void => {
  byId<HTMLDetailsElement>('more').open = wide.matches;
};
wide.addEventListener('change', fold);
fold();
byId('code').tabIndex = 0; // it scrolls
fillSelect(
  byId('kernel'),
  kernelNames.filter((name) => name !== 'boxcar').map((name) => [name, name]),
  'gaussian',
);

// ---------------------------------------------------------------- the slider

slide.addEventListener('input', () => {
  if (!picture?.slider) return;
  const { low, high } = picture.slider;
  setWidth(widthAt(Number(slide.value), low, high));
});

function setWidth(width: number, degree?: number): void {
  const { slider } = picture ?? {};
  if (!slider) return;
  const widthDegree = String(degree ?? (settings.width > 0 ? settings.widthDegree : slider.degree));
  settings = { ...settings, width, widthDegree: widthDegree as Settings['widthDegree'] };
  picture = { ...picture!, slider: { ...slider, width, degree: degree ?? slider.degree } };
  showSlider();
  void draw();
}

byId('again').addEventListener('click', () => change({ width: 0 }));

function widthText(width: number): string {
  const { slider, isTime } = picture!;
  if (width === Infinity) return 'infinite: the whole range';
  if (slider?.of === 'span') return `${shortNumber(100 * width, 3)} % of the rows`;
  return isTime ? durationOf(width) : shortNumber(width);
}

function showSlider(): void {
  const { slider, isTime } = picture ?? {};
  byId('width-panel').hidden = !slider;
  if (!slider) return;
  const isSpan = slider.of === 'span';
  byId('width-label').textContent = isSpan ? 'Share of the rows in a window' : 'Bandwidth';
  const place = placeOf(slider.width, slider.low, slider.high);
  if (Number(slide.value) !== place) slide.value = String(place);
  const byHand = settings.width > 0 ? 'set by hand' : 'chosen by the data';
  const degree = settings.view === 'density' ? '' : `, degree ${slider.degree}`;
  const isEach = settings.width === 0 && picture!.models > 1;
  byId('width-value').textContent = isEach
    ? `each group its own; ${widthText(slider.width)} in the middle`
    : `${widthText(slider.width)}${degree}`;
  slide.setAttribute(
    'aria-valuetext',
    `${widthText(slider.width)}${isEach ? ' in the middle' : ''}, ${byHand}`,
  );
  byId<HTMLButtonElement>('again').disabled = settings.width === 0;

  const host = byId('path');
  const made = drawPath(
    {
      paths,
      slider,
      unit: isTime && !isSpan ? timeUnit(slider.width)[0] : 1,
      width: host.clientWidth || slide.clientWidth,
      height: host.clientHeight || 120,
      inset: KNOB,
    },
    setWidth,
  );
  host.replaceChildren(made);
  const minima = paths
    .flatMap(({ name, basins }) => basins.map((basin) => ({ ...basin, name })))
    .filter(({ width }) => width >= slider.low && width <= slider.high)
    .slice(0, 12);
  const list = byId('basins');
  const key = JSON.stringify(minima);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  const buttons = minima.map(({ width, degree, name }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = [name, widthText(width), `degree ${degree}`].filter(Boolean).join(', ');
    button.addEventListener('click', () => setWidth(width, degree));
    return button;
  });
  list.replaceChildren(...(buttons.length > 0 ? ['Local minima:', ...buttons] : []));
}

// ---------------------------------------------------------------- the picture

function captionOf(shown: Picture): string {
  const { curves, xName, yName } = shown;
  const rows = countOf(curves.reduce((sum, each) => sum + each.n, 0));
  const level = `${100 * Number(settings.level)} %`;
  if (drawnView === 'density') return `Density of ${xName}, ${rows}.`;
  if (drawnView === 'residuals') return `Residuals of ${yName} along ${xName}.`;
  const has = (key: 'lower' | 'low'): boolean => curves.some((curve) => curve[key]);
  const parts = [
    curves.length > 1 ? `curves of ${curves.length} groups` : `${rows} and the curve`,
    ...(has('lower') ? [`${curves.length > 1 ? 'their' : 'its'} ${level} band`] : []),
    ...(has('low') ? [`the ${level} interval for new observations (dashed)`] : []),
    ...(points?.dots?.outliers.length ? ['outliers as crosses'] : []),
  ];
  return `${yName} by ${xName}: ${parts.join(', ')}.`;
}

let isQueued = false;
/** Of the key of colors, where it stands below the picture, in pixels. */
let keyHeight = 0;

function redraw(): void {
  if (isQueued) return;
  isQueued = true;
  requestAnimationFrame(() => {
    isQueued = false;
    paint();
  });
}

function paint(): void {
  if (!picture) return;
  const { clientWidth: width, clientHeight } = plot;
  const drawn = { picture, points, view: drawnView };
  const height = clientHeight - keyHeight;
  frame = frameOf(drawn, width, height);
  keyHeight = frame.height - height;
  plot.style.setProperty('--key', `${keyHeight}px`);
  plot.querySelector('svg')?.remove();
  plot.append(drawPicture(drawn, frame));
  drawCells(
    canvas,
    drawnView === 'density' ? undefined : points,
    frame,
    getComputedStyle(plot).getPropertyValue('--point').trim(),
  );
  byId('caption').textContent = captionOf(picture);
  showSlider();
  saves(true);
}

new ResizeObserver(redraw).observe(plot);
document.addEventListener('themechange', redraw);

plot.addEventListener('pointermove', (event) => {
  if (!picture || !frame || isBusy) return;
  const left = event.clientX - plot.getBoundingClientRect().left;
  const { x } = frame;
  const at = x.from + ((left - x.start) / (x.end - x.start)) * (x.to - x.from);
  if (at < x.from || at > x.to || drawnView === 'residuals') return;
  byId('caption').textContent = textAt(picture, frame, at);
});
plot.addEventListener('pointerleave', () => {
  if (picture) byId('caption').textContent = captionOf(picture);
});

// ---------------------------------------------------------------- data

function choose(name: string, given?: Partial<Settings>): void {
  const found = SAMPLES.get(name);
  if (!found) return;
  sample = name;
  const { kind, period, use, width } = initialSettings;
  settings = { ...settings, kind, period, use, width };
  wanted = { ...found.columns, ...given };
  byId<HTMLInputElement>('file').value = ''; // the same file may be chosen again
  void load({ from: 'sample', sample: name });
}

function own(from: Source): void {
  sample = '';
  const { kind, period, use, width, view } = initialSettings;
  settings = {
    ...settings,
    kind,
    period,
    use,
    width,
    view: settings.view === 'density' ? 'density' : view,
  };
  wanted = {};
  byId<HTMLSelectElement>('sample').value = '';
  byId('origin').textContent = '';
  void load(from);
}

byId<HTMLSelectElement>('sample').addEventListener('change', ({ currentTarget }) =>
  choose((currentTarget as HTMLSelectElement).value),
);
onData(own);
byId('cancel').addEventListener('click', () => void cancel());
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && isBusy && work?.isApart) void cancel();
});

// ---------------------------------------------------------------- what is taken along

function inkOf(): string {
  return getComputedStyle(plot).backgroundColor;
}
function currentSvg(): string {
  return svgText(plot.querySelector('svg') as unknown as SVGElement, canvas, inkOf());
}
byId('save-svg').addEventListener('click', () =>
  save(`${stemOf(table?.name ?? '')}.svg`, new Blob([currentSvg()], { type: 'image/svg+xml' })),
);
byId('save-png').addEventListener('click', () => {
  pngOf(currentSvg(), plot.clientWidth, plot.clientHeight).then(
    (blob) => save(`${stemOf(table?.name ?? '')}.png`, blob),
    () => fail('This browser could not make an image of the picture.'),
  );
});
byId('save-csv').addEventListener('click', () => {
  if (!picture) return;
  const names = { x: picture.xName, y: picture.yName, group: settings.group };
  const text = csvOf(picture.curves, names, picture);
  save(`${stemOf(table?.name ?? '')}-curve.csv`, new Blob([text], { type: 'text/csv' }));
});
byId('save-json').addEventListener('click', async () => {
  busy(true, 'writing');
  say('Writing the model…');
  (await start()).post({ type: 'model', id: asked });
});
byId('copy').addEventListener('click', async () => {
  const code = byId('code');
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    say('Copied.');
  } catch {
    getSelection()?.selectAllChildren(code);
    say('Selected: copy it with the keyboard.');
  }
});

// ---------------------------------------------------------------- the address

let kept = '';

function keepHash(): void {
  const hash = writeHash(isForWantOfY ? { ...settings, view: 'curve' } : settings, sample);
  if (hash === kept) return;
  kept = hash;
  clearTimeout(hashTimer);
  // browsers limit how often an address may change
  hashTimer = setTimeout(() => {
    try {
      history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
    } catch {
      // an address that cannot be kept is no loss
    }
  }, 300);
}
let hashTimer: ReturnType<typeof setTimeout> | undefined;

function fromHash(): void {
  const read = readHash(location.hash);
  kept = location.hash.replace(/^#/, '');
  const name = SAMPLES.has(read.sample) ? read.sample : FIRST_SAMPLE;
  const { x, y, group, weight, ...rest } = read.settings;
  settings = { ...initialSettings, ...rest };
  isForWantOfY = false;
  const columns = Object.entries({ x, y, group, weight }).filter(
    ([, value]) => value !== undefined,
  );
  // a bandwidth and columns belong to the data that they were chosen for
  const isSame = SAMPLES.has(read.sample);
  choose(name, isSame ? { ...rest, ...Object.fromEntries(columns) } : { ...rest, width: 0 });
}
addEventListener('hashchange', () => {
  if (!document.getElementById(location.hash.slice(1))) fromHash(); // else it is a place in the page
});
fromHash();
