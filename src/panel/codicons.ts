/** The icon font. The page does not name it in its HTML: VS Code would show nothing before it is loaded. */
const link = document.createElement('link');
link.rel = 'stylesheet';
link.id = 'vscode-codicon-stylesheet'; // by which the elements find it
link.href = document.querySelector<HTMLElement>('glimpse-app')!.dataset.codicons!;
document.head.prepend(link);
