import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Filter } from '../protocol.ts';
import { hueOf, type Role } from '../screen/element.ts';
import { regionWords } from './region-tool.ts';
import { roleIcon } from './roles.ts';

interface FilterBar {
  filter: Filter;
  /** Of all items; more than one role makes chips. */
  roles: readonly (readonly [Role, number])[];
  onChange(filter: Filter): void;
  /** Where the list can be a tree. */
  tree?: { on: boolean; onChange(on: boolean): void } | undefined;
}

/** A text field, a switch between list and tree, and a chip for each role that is there: pressed ones are shown, none pressed means all. */
export function filterBar({ filter, roles, onChange, tree }: FilterBar) {
  const toggle = (role: Role) => {
    const without = filter.roles.filter((other) => other !== role);
    onChange({ ...filter, roles: without.length < filter.roles.length ? without : [...without, role] });
  };
  // A role that is pressed stays to be released, also when a newer result has none of it.
  const gone = filter.roles
    .filter((role) => !roles.some(([other]) => other === role))
    .map((role) => [role, 0] as const);
  const chips = [...roles, ...gone];
  return html`
    <div class="filter">
      <vscode-textfield placeholder=${l10n.t('Filter by text')} label=${l10n.t('Filter by text')} .value=${filter.text}
        @input=${(event: Event) => onChange({ ...filter, text: (event.target as HTMLInputElement).value })}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && onChange({ ...filter, text: '' })}>
        <i slot="content-before" class="codicon codicon-search" aria-hidden="true"></i>
      </vscode-textfield>
      ${
        filter.text || filter.roles.length > 0 || filter.within
          ? html`<vscode-toolbar-button icon="clear-all" label=${l10n.t('Clear the filter')} title=${l10n.t('Clear the filter')}
              @click=${() => onChange({ roles: [], text: '' })}></vscode-toolbar-button>`
          : nothing
      }
      ${
        tree
          ? html`<vscode-toolbar-button icon="list-tree" label=${l10n.t('View as a tree')} title=${l10n.t('View as a tree')}
              toggleable .checked=${tree.on} @change=${(event: Event) => tree.onChange((event.target as HTMLInputElement).checked)}></vscode-toolbar-button>`
          : nothing
      }
    </div>
    ${
      filter.within
        ? html`<div class="chips"><button class="chip" title=${l10n.t('Show elements everywhere again')}
            @click=${() => onChange({ ...filter, within: undefined })}><i class="codicon codicon-screen-cut" aria-hidden="true"></i>${l10n.t('In the region {0}', regionWords(filter.within))}<i class="codicon codicon-close" aria-hidden="true"></i></button></div>`
        : nothing
    }
    ${
      chips.length > 1
        ? html`<div class="chips" role="group" aria-label=${l10n.t('Filter by role')}>
            ${chips.map(
              ([
                role,
                count,
              ]) => html`<button class="chip hue-${hueOf(role)}" aria-pressed=${filter.roles.includes(role)}
                title=${l10n.t('Show {0} only; press several to show several', role)} @click=${() => toggle(role)}>
                <i class="role-icon ${roleIcon(role)}" aria-hidden="true"></i>${role}<span class="count">${count}</span>
              </button>`,
            )}
          </div>`
        : nothing
    }
  `;
}
