// Real data sets that come with the page: the CSV files of the examples.

import airquality from '../../../examples/data/airquality.csv';
import auto from '../../../examples/data/auto.csv';
import cps71 from '../../../examples/data/cps71.csv';
import faithful from '../../../examples/data/faithful.csv';
import lakeHuron from '../../../examples/data/lakeHuron.csv';
import mcycle from '../../../examples/data/mcycle.csv';
import prestige from '../../../examples/data/prestige.csv';
import seatbelts from '../../../examples/data/seatbelts.csv';

/** The text of each, by its name. */
export const samples: ReadonlyMap<string, string> = new Map([
  ['mcycle', mcycle],
  ['airquality', airquality],
  ['auto', auto],
  ['cps71', cps71],
  ['prestige', prestige],
  ['lakeHuron', lakeHuron],
  ['seatbelts', seatbelts],
  ['faithful', faithful],
]);
