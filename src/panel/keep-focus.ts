import type { ReactiveControllerHost } from 'lit';

/**
 * Lets a field that goes while somebody writes in it hand the keyboard to the one that comes in its place.
 * @param fields which ones, as a selector
 */
export function keepFocus(host: ReactiveControllerHost & Element, fields: string): void {
  let before: Element | undefined;
  host.addController({
    hostUpdate() {
      // None also while the keyboard is elsewhere in VS Code.
      const active = document.hasFocus() ? document.activeElement : null;
      before = active?.matches(fields) ? active : undefined;
    },
    hostUpdated() {
      if (!before || before.isConnected || !document.hasFocus()) return;
      host.querySelector<HTMLElement>(fields)?.focus();
    },
  });
}
