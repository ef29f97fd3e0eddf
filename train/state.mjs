/** The state of an element of a page, as its DOM has it; runs in the page, so that it may use nothing from outside. */
export function stateOf(element) {
  const own = (name) => element.getAttribute(name);
  const input = element.matches('input,select,textarea,button')
    ? element
    : (element.querySelector('input[type=checkbox],input[type=radio]') ??
      element.closest('label')?.control ??
      element.previousElementSibling);
  const is = (names, node) => new RegExp(`(^|[\\s_-])(${names})($|\\s)`, 'i').test(node?.getAttribute?.('class') ?? '');
  const state = {};
  if (input?.matches?.('input[type=checkbox],input[type=radio]')) state.checked = input.checked;
  if (own('aria-checked')) state.checked = own('aria-checked') === 'true';
  state.disabled = !!(
    element.disabled ||
    own('aria-disabled') === 'true' ||
    is('disabled|is-disabled', element) ||
    (input?.matches?.('input') && input.disabled) ||
    element.closest('fieldset:disabled,.disabled')
  );
  const item = element.closest('li');
  state.selected = own('aria-selected')
    ? own('aria-selected') === 'true'
    : !!(
        (own('aria-current') && own('aria-current') !== 'false') ||
        is('active|selected|current|is-active|uk-active|is-selected', element) ||
        (item?.contains(element) && is('active|selected|current|is-active', item))
      );
  state.focused = document.activeElement === element && element !== document.body;
  if (own('aria-expanded')) state.expanded = own('aria-expanded') === 'true';
  else if (element.tagName === 'SUMMARY') state.expanded = element.parentElement.open;
  return state;
}
