// Every public function and method tells its parameters and has an example, which test/snippets.test.ts runs.

import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

interface Callable {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly tags: readonly ts.JSDocTag[];
}

function publicCallables(): Callable[] {
  const path = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const program = ts.createProgram([path], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(path)!)!;
  const found: Callable[] = [];
  /** Overloads share what stands before the first, and the names of all their parameters. */
  const add = (name: string, overloads: readonly ts.SignatureDeclaration[]): void => {
    const visible = overloads.length > 1 ? overloads.slice(0, -1) : overloads;
    const names = visible.flatMap(({ parameters }) =>
      parameters.map((each) => each.name.getText()),
    );
    const tags = visible.flatMap((each) => [...ts.getJSDocTags(each)]);
    if (tags.some(({ tagName }) => tagName.text === 'internal')) return;
    found.push({ name, parameters: [...new Set(names)], tags });
  };
  for (const exported of checker.getExportsOfModule(index)) {
    const symbol =
      exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declarations = symbol.declarations ?? [];
    const functions = declarations.filter(ts.isFunctionDeclaration);
    if (functions.length > 0) add(exported.name, functions);
    for (const declared of declarations.filter(ts.isClassDeclaration)) {
      const methods = new Map<string, ts.MethodDeclaration[]>();
      for (const member of declared.members.filter(ts.isMethodDeclaration)) {
        if (ts.isPrivateIdentifier(member.name)) continue;
        const name = `${exported.name}.${member.name.getText()}`;
        methods.set(name, [...(methods.get(name) ?? []), member]);
      }
      for (const [name, overloads] of methods) add(name, overloads);
    }
  }
  return found;
}

const callables = publicCallables();
const has = (tags: readonly ts.JSDocTag[], tag: string) =>
  tags.some(({ tagName }) => tagName.text === tag);

it('public functions and methods are found', () => {
  const names = callables.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(80);
  expect(names).toContain('KernelRegressor.confidenceBand');
});

it('each has an example', () => {
  expect(callables.filter(({ tags }) => !has(tags, 'example')).map(({ name }) => name)).toEqual([]);
});

it('each tells every parameter', () => {
  const missing = callables.flatMap(({ name, parameters, tags }) => {
    const told = tags.filter(ts.isJSDocParameterTag).map((tag) => tag.name.getText());
    return parameters.filter((each) => !told.includes(each)).map((each) => `${name}: ${each}`);
  });
  expect(missing).toEqual([]);
});
