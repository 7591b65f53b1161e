// The worker: reads files, fits, draws. Of several wishes only the last one counts.

import { answerWork } from '../../shared/startWork.js';
import { Drawing, NO_MODEL, Stale } from './drawing.js';
import type { Answer, Request, Source, TableInfo } from './messages.js';
import { decodeText, readCsv, type Table, UnreadableError } from './readCsv.js';
import { samples } from './samples.js';
import type { Settings } from './settings.js';
import { messageOf } from './summary.js';

/** After so long without a wish the slider is computed ahead, in milliseconds. */
const IDLE = 100;

let drawing: Drawing | undefined;
/** The question whose data are being read, or 0. */
let reading = 0;
let wish: Extract<Request, { type: 'draw' }> | undefined;
let running: AbortController | undefined;
let idle: ReturnType<typeof setTimeout> | undefined;
let ahead: AbortController | undefined;

async function read(source: Source, say: (text: string) => void): Promise<Table> {
  if (source.from === 'sample') {
    const text = samples.get(source.sample);
    if (text === undefined) throw new UnreadableError('There is no such data set.');
    return readCsv(text, `${source.sample}.csv`);
  }
  if (source.from === 'text') return readCsv(source.text, 'pasted.csv');
  say('Reading the file…');
  const bytes = new Uint8Array(await source.file.arrayBuffer());
  const { text, encoding } = decodeText(bytes);
  const onProgress = (rows: number): void => say(`Reading rows: ${rows.toLocaleString('en-US')}…`);
  return readCsv(text, source.file.name, onProgress, encoding);
}

function infoOf({ name, rows, columns, notes }: Table): TableInfo {
  const shown = columns.map(({ name, kind, levels }) => ({ name, kind, levels: levels.length }));
  return { name, rows, columns: shown, notes };
}

/** Draws the last wish, and the one after it if there is one by then. */
async function run(reply: (answer: Answer) => void): Promise<void> {
  if (running || !wish || !drawing) return;
  const { id, settings } = wish;
  const known = wish;
  wish = undefined;
  const control = new AbortController();
  running = control;
  try {
    await drawing.draw(
      settings,
      known,
      {
        progress: (text) => reply({ type: 'progress', id, text }),
        picture: (picture) => reply({ type: 'picture', id, picture }),
        paths: (paths, key) => reply({ type: 'paths', id, paths, key }),
        report: (report) => reply({ type: 'report', id, report }),
      },
      control.signal,
    );
    reply({ type: 'progress', id, text: '' });
    rest(settings);
  } catch (error) {
    if (!(error instanceof Stale)) reply({ type: 'failed', id, message: messageOf(error) });
  } finally {
    running = undefined;
  }
  void run(reply);
}

/** While nobody asks: the places of the slider. */
function rest(settings: Settings): void {
  if (typeof document !== 'undefined') return; // in the page itself it would be in the way
  idle = setTimeout(() => {
    ahead = new AbortController();
    void drawing?.ahead(settings, ahead.signal);
  }, IDLE);
}

answerWork((message, post) => {
  const request = message as Request;
  const reply = post as (answer: Answer) => void;
  const { id } = request;
  if (request.type === 'model') {
    try {
      if (!drawing) throw new UnreadableError(NO_MODEL);
      reply({ type: 'model', id, json: drawing.json() });
    } catch (error) {
      reply({ type: 'no model', id, message: messageOf(error) });
    }
    return;
  }
  clearTimeout(idle);
  ahead?.abort();
  running?.abort(new Stale());
  if (request.type === 'draw') {
    wish = request;
    if (drawing || reading) void run(reply);
    else reply({ type: 'failed', id, message: 'The data are gone: choose them again.' });
    return;
  }
  reading = id;
  wish = undefined;
  drawing = undefined;
  read(request.source, (text) => reply({ type: 'progress', id, text }))
    .then((table) => {
      if (reading !== id) return;
      reading = 0;
      drawing = new Drawing(table);
      reply({ type: 'table', id, table: infoOf(table) });
      void run(reply); // somebody may have asked meanwhile
    })
    .catch((error: unknown) => {
      const isKnown = error instanceof UnreadableError;
      const message = isKnown ? error.message : `This could not be read: ${messageOf(error)}`;
      if (reading !== id) return;
      reading = 0;
      reply({ type: 'failed', id: wish?.id ?? id, message }); // somebody may have asked meanwhile
    });
});
