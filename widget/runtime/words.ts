import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Messages, PartMessages } from '../i18n/messages.ts';
import { chooseLocale, type Locale, loadMessages, type Text, textOf } from '../i18n/text.ts';

/** The words of one element, in the person's language. */
export class WordsController implements ReactiveController {
  /** The language of `text`. */
  locale: Locale = 'en';
  text: Text = textOf(null);
  /** False while another language than the present one is on its way for the first time. */
  isReady = false;

  private readonly _host: ReactiveControllerHost;
  private _wanted: Locale | null = null;
  private _whole: Messages | null = null;
  private _later: Partial<Messages> = {};

  constructor(host: ReactiveControllerHost) {
    this._host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Takes the first of the wishes that there are words for; fetches them if need be. */
  wish(wishes: readonly (string | null | undefined)[]): void {
    const wanted = chooseLocale(wishes);
    if (wanted === this._wanted) return;
    this._wanted = wanted;
    if (wanted === 'en') this._speak('en', null);
    else void this._fetch(wanted);
  }

  /** English words of a part, which come with it. */
  add(messages: PartMessages): void {
    this._later = { ...this._later, ...messages };
    this._speak(this.locale, this._whole);
  }

  private async _fetch(locale: Locale): Promise<void> {
    const messages = await loadMessages(locale);
    if (this._wanted !== locale) return;
    this._speak(messages ? locale : 'en', messages);
    this._host.requestUpdate();
  }

  private _speak(locale: Locale, whole: Messages | null): void {
    this.locale = locale;
    this._whole = whole;
    this.text = textOf(whole ?? this._later);
    this.isReady = true;
  }
}
