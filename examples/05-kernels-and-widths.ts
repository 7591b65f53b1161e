// The newer chapter: what the shape of the kernel does, and what its width does.
import { attentionPooling, type KernelInput, plotRegression } from 'nadaraya';
import { chapterData, truthCurve } from './chapterData.js';
import { savePicture } from './savePicture.js';

const { x, y } = chapterData(40);
const truth = truthCurve();
const picture = { points: { x, y }, truth };
const curve = (kernel: KernelInput, bandwidth: number) => ({
  x: truth.x,
  y: attentionPooling(truth.x, x, y, { kernel, bandwidth, emptyWindow: 'nearest' }),
});

const kernels = ['gaussian', 'boxcar', 'constant', 'triangular'] as const;
await savePicture(
  '05-kernels',
  plotRegression(
    { ...picture, fit: new Map(kernels.map((kernel) => [kernel, curve(kernel, 1)])) },
    { title: 'Four kernels of width 1' },
  ),
);

const widths = [0.1, 0.2, 0.5, 1];
await savePicture(
  '05-widths',
  plotRegression(
    { ...picture, fit: new Map(widths.map((h) => [`σ = ${h}`, curve('gaussian', h)])) },
    { title: 'The Gaussian kernel, four widths' },
  ),
);
