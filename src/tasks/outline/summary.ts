import type { Component } from '../task.ts';

/** The components that have parts, one a line, for a model that is to build them: names are the user's, texts are left out. */
export function summary(root: Component): string {
  return linesOf(root, '').join('\n');
}

function linesOf({ name, role, layout, children }: Component, indent: string): string[] {
  const facts = [role, layout && `${layout.type}, gap ${layout.gap}`].filter(Boolean).join('; ');
  const groups = children.filter((child) => child.children.length > 0);
  const inner = groups.flatMap((child, i) => {
    const isFirst = groups.findIndex((other) => other.name === child.name) === i;
    const count = groups.filter((other) => other.name === child.name).length;
    if (!isFirst) return [];
    const [first, ...rest] = linesOf(child, `${indent}  `);
    return [count > 1 ? `${first}, ${count} times` : first!, ...rest];
  });
  return [`${indent}- ${name} (${facts})`, ...inner];
}
