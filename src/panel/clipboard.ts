/** Whether the page may read the clipboard by itself: yes (`granted`), once the user agrees (`prompt`), or never. */
export async function clipboardAccess(): Promise<PermissionState> {
  try {
    // TypeScript's list of names lacks it; a browser that does, too, throws.
    return (await navigator.permissions.query({ name: 'clipboard-read' as PermissionName })).state;
  } catch {
    return 'denied';
  }
}

/**
 * The pictures on the clipboard. A browser lets only a page with the focus look: waits for that.
 * @throws DOMException when it may not
 */
export async function clipboardPictures(): Promise<File[]> {
  if (!document.hasFocus()) {
    await new Promise((resolve) => window.addEventListener('focus', resolve, { once: true }));
  }
  const files: File[] = [];
  for (const item of await navigator.clipboard.read()) {
    const type = item.types.find((type) => type.startsWith('image/'));
    if (type) files.push(new File([await item.getType(type)], '', { type }));
  }
  return files;
}
