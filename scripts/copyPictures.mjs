// Copies the pictures that the documentation shows from the output of the examples.
import { copyFileSync, mkdirSync } from 'node:fs';

const pictures = [
  ['02-attention-pooling', 'attention-pooling'],
  ['02-attention-weights', 'attention-weights'],
  ['06-motorcycle', 'motorcycle'],
  ['08-criterion', 'criterion'],
  ['10-prestige', 'prestige'],
  ['12-confidence-band', 'confidence-band'],
  ['18-a-series', 'series'],
  ['19-ozone', 'ozone'],
  ['20-origins', 'origins'],
  ['21-robust-loess', 'robust-loess'],
  ['22-slices', 'slices'],
  ['23-seat-belts', 'seat-belts'],
  ['24-classes', 'classes'],
  ['26-quantiles', 'quantiles'],
  ['27-a-cut-off', 'cut-off'],
];
mkdirSync('docs/pictures', { recursive: true });
for (const [from, to] of pictures)
  copyFileSync(`examples/output/${from}.svg`, `docs/pictures/${to}.svg`);
