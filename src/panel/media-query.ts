import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether a media query holds. It is kept, because asking for it lays out the page. */
export class MediaQuery implements ReactiveController {
  matches: boolean;
  private readonly media: MediaQueryList;

  constructor(
    private readonly host: ReactiveControllerHost,
    query: string,
  ) {
    this.media = matchMedia(query);
    this.matches = this.media.matches;
    host.addController(this);
  }

  hostConnected(): void {
    this.media.addEventListener('change', this.onChange);
  }

  hostDisconnected(): void {
    this.media.removeEventListener('change', this.onChange);
  }

  private readonly onChange = ({ matches }: MediaQueryListEvent): void => {
    this.matches = matches;
    this.host.requestUpdate();
  };
}
