import type { Settings } from './settings.js';

/** Where each data set of the page begins, and where it is from. */
export const SAMPLES = new Map<
  string,
  { readonly columns: Partial<Settings>; readonly origin: string }
>([
  [
    'mcycle',
    {
      columns: { x: 'times', y: 'accel' },
      origin: 'Head acceleration (g) by milliseconds after impact. Silverman (1985); R’s MASS.',
    },
  ],
  [
    'airquality',
    {
      columns: { x: 'day', y: 'ozone' },
      origin: 'Ozone (ppb), May to September 1973. Chambers and others (1983); R’s datasets.',
    },
  ],
  [
    'auto',
    {
      columns: { x: 'weight', y: 'mpg', group: 'origin' },
      origin:
        'Cars of 1970 to 1982. StatLib, 1983 exposition of the American Statistical Association; R’s ISLR.',
    },
  ],
  [
    'cps71',
    {
      columns: { x: 'age', y: 'logwage' },
      origin: 'Canadian workers, 1971 census. Ullah (1985); R’s np.',
    },
  ],
  [
    'prestige',
    {
      columns: { x: 'income', y: 'prestige' },
      origin: 'Occupations of the Canadian census of 1971. Fox and Weisberg; R’s carData.',
    },
  ],
  [
    'lakeHuron',
    {
      columns: { x: 'time', y: 'level' },
      origin: 'Level in feet, 1875 to 1972. Brockwell and Davis (1991); R’s datasets.',
    },
  ],
  [
    'seatbelts',
    {
      columns: {
        x: 'month',
        y: 'drivers',
        kind: 'periodic',
        period: 12,
        group: 'belts',
        use: 'category',
      },
      origin:
        'Drivers killed or seriously injured in Great Britain. Harvey and Durbin (1986); R’s datasets.',
    },
  ],
  [
    'faithful',
    {
      columns: { x: 'eruptions', y: 'waiting' },
      origin:
        'Minutes that eruptions last, and the wait for the next. Azzalini and Bowman (1990); R’s datasets.',
    },
  ],
]);
