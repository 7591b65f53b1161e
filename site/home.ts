// A query that moves along the picture of the home page: its kernel weights light up on the points, and their mean is the
// curve.

import { createKernel } from 'nadaraya';

const picture = document.querySelector<SVGSVGElement>('.hero-picture svg');
const label = document.querySelector<HTMLLabelElement>('.hero-query');
if (picture && label) start(picture, label);

function start(picture: SVGSVGElement, label: HTMLLabelElement): void {
  const kernel = createKernel('gaussian');
  const told = (name: string): number => Number(picture.dataset[name]);
  const [bandwidth, left, first, perPixel] = [
    told('bandwidth'),
    told('left'),
    told('first'),
    told('perPixel'),
  ];
  const points = [...picture.querySelectorAll<SVGCircleElement>('.points circle')].map(
    (circle) => ({
      circle,
      x: circle.cx.baseVal.value,
      y: circle.cy.baseVal.value,
    }),
  );
  const query = picture.querySelector<SVGGElement>('.query')!;
  const [line, dot] = [query.querySelector('line')!, query.querySelector('circle')!];
  const slider = label.querySelector('input')!;
  const output = label.querySelector('output')!;

  const draw = (): void => {
    const time = slider.valueAsNumber;
    const q = left + (time - first) / perPixel;
    const weights = points.map(({ x }) => kernel.value((q - x) / bandwidth));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const largest = Math.max(...weights);
    let mean = 0;
    points.forEach(({ circle, y }, i) => {
      mean += (weights[i]! / total) * y;
      const share = weights[i]! / largest;
      circle.setAttribute('r', String(3 + 3.5 * share));
      circle.classList.toggle('near', share > 0.05);
    });
    query.setAttribute('visibility', 'visible');
    line.setAttribute('x1', String(q));
    line.setAttribute('x2', String(q));
    dot.setAttribute('cx', String(q));
    dot.setAttribute('cy', String(mean));
    const value = told('high') - (mean - told('top')) * told('perPixelY');
    output.textContent = `${time.toFixed(1)} ms: ${value.toFixed(0).replace('-', '−')} g`;
  };
  const follow = (event: PointerEvent): void => {
    const { left: from, width } = picture.getBoundingClientRect();
    const at = ((event.clientX - from) / width) * picture.viewBox.baseVal.width;
    slider.value = String(first + (at - left) * perPixel);
    draw();
  };
  label.hidden = false;
  slider.addEventListener('input', draw);
  picture.addEventListener('pointermove', follow);
  picture.addEventListener('pointerdown', follow);
  draw();
}
