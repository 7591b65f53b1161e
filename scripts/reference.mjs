// What the reference does with the sources beyond what TypeDoc does: categories by folder, pages of the guide
// under their titles, and formulas of comments set as formulas.

import { dirname, relative } from 'node:path';
import { CommentTag, Converter, ReflectionKind } from 'typedoc';

/** What each folder of `src` holds, in the words of those who look for it. */
const CATEGORIES = {
  estimators: 'Estimators',
  inference: 'Estimators',
  distribution: 'Estimators',
  bandwidth: 'Bandwidths',
  density: 'Bandwidths',
  summary: 'Large data',
  sums: 'Large data',
  attention: 'Attention',
  model: 'Models',
  optim: 'Optimizers',
  tensor: 'Tensors',
  kernels: 'Kernels',
  plot: 'Plots',
  arrays: 'Random numbers and arrays',
};

/** Files of other folders. */
const CATEGORIES_OF_FILES = { 'errors.ts': 'Errors', 'types.ts': 'Random numbers and arrays' };

/** @param {import('typedoc').Application} app */
export function load(app) {
  const categories = new Map();
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.parent?.kindOf(ReflectionKind.Project | ReflectionKind.Module)) return;
    const file = context.getSymbolFromReflection(reflection)?.declarations?.[0].getSourceFile();
    const path = file && relative('src', relative('.', file.fileName));
    const category = CATEGORIES[dirname(path ?? '')] ?? CATEGORIES_OF_FILES[path];
    if (category) categories.set(reflection, category);
  });
  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    (context) => {
      for (const [reflection, category] of categories) {
        const [holder] = reflection.signatures ?? [reflection];
        const tag = new CommentTag('@category', [{ kind: 'text', text: category }]);
        holder.comment?.blockTags.push(tag);
      }
      categories.clear();
      for (const reflection of Object.values(context.project.reflections)) {
        const { comment } = reflection;
        for (const part of comment?.summary ?? [])
          if (part.kind === 'text') part.text = withFormulas(part.text);
      }
      for (const document of context.project.getReflectionsByKind(ReflectionKind.Document)) {
        const [first] = document.content;
        const title = first?.kind === 'text' && /^\s*# (.*)\n/.exec(first.text);
        if (title) document.name = title[1];
      }
    },
    1000,
  );
}

/** Indented lines between empty ones, which editors show as they are, as formulas. */
function withFormulas(text) {
  return text.replaceAll(/(^|\n\n)((?: {2,}\S.*(?:\n|$))+)/g, (_, before, lines) => {
    const formulas = lines
      .trimEnd()
      .split('\n')
      .map((line) => `$$ ${texOf(line.trim())} $$`);
    return `${before}${formulas.join('\n\n')}\n`;
  });
}

/** Signs of comments in TeX. */
const SIGNS = [
  [/ {2,}/g, ' \\qquad '],
  ['₋ᵢ', '_{-i}'],
  ['ŷ', '\\hat y '],
  ['√(', '\\sqrt('],
  ['‖', '\\Vert '],
  ['Σ', '\\sum '],
  ['∂', '\\partial '],
  ['−', '-'],
  ['·', '\\cdot '],
  ['²', '^2'],
  ['³', '^3'],
  ['₀', '_0'],
  ['ᵢ', '_i'],
  ['ⱼ', '_j'],
  ['α', '\\alpha '],
  ['β', '\\beta '],
  ['∞', '\\infty '],
  [/\b(argmin|softmax|exp|log|max|min)(?![a-z])/g, '\\operatorname{$1}'],
  [
    /\b(weights|its mean or its sum|the gradient is|divided by the count for the mean)\b/g,
    '\\text{ $1 }',
  ],
];

function texOf(line) {
  return SIGNS.reduce((tex, [sign, set]) => tex.replaceAll(sign, set), line);
}
