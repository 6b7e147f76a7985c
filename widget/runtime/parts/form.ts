import type { TemplateResult } from 'lit';
import type { Keccak256 } from '../../../server/contract/documents/ethereum.ts';
import { knownFields } from '../../api/code-fields.ts';
import { saveDetails } from '../../api/details.ts';
import { KycError } from '../../errors.ts';
import { form as flow } from '../../flow/form/part.ts';
import type { Effect, FlowEvent, View } from '../../flow/types.ts';
import { Form } from '../../form/form.ts';
import { enForm } from '../../i18n/en-form.ts';
import { formScreen } from '../../screens/form.ts';
import { formStyles } from '../../screens/form-styles.ts';
import type { Intent, Scene } from '../../screens/scene.ts';
import type { Part, PartHost, Worker } from '../part.ts';

/** Holds what the person typed, until the server has it or the flow is over. */
class FormWorker implements Worker {
  private readonly _host: PartHost;
  private readonly _form: Form;
  private _focused: object | null = null;
  /** For the checksum of Ethereum addresses; fetched when a form asks for one. */
  private _keccak256: Keccak256 | undefined;
  /** Fires when nobody needs to know any more what codes said. */
  private _asking = new AbortController();

  constructor(host: PartHost) {
    this._host = host;
    // The server's day, so that both judge a date of birth alike.
    const today = (): string => new Date(host.clock.now()).toISOString().slice(0, 10);
    this._form = new Form(
      () => ({ today: today(), keccak256: this._keccak256 }),
      () => host.changed(),
    );
  }

  perform(effect: Effect): void {
    switch (effect.type) {
      case 'show_form':
        this._form.show(effect.step.fields ?? []);
        if (effect.step.refused) this._form.reopen(effect.step.refused);
        void this._learn();
        void this._ask();
        break;
      case 'save_details':
        this._host.run('server', 'network', (signal) => this._save(signal));
        break;
      case 'handed_in':
        this._drop();
        break;
    }
  }

  prefill(values: Readonly<Record<string, string>>): void {
    this._form.prefill(values);
  }

  handle(intent: Intent): boolean {
    switch (intent.type) {
      case 'typed':
        this._form.type(intent.name, intent.value, intent.isBroken);
        return true;
      case 'left':
        this._form.leave(intent.name);
        return true;
      case 'hand_in':
        if (this._form.read()) this._host.send({ type: 'form_filled' });
        return true;
      default:
        return false;
    }
  }

  screen(view: View, scene: Scene): TemplateResult | null {
    if (view.screen !== 'form') return null;
    return formScreen(view, { ...scene, form: this._form.live, languages: navigator.languages });
  }

  /** The first field at fault takes the focus, once for every time that the form was handed in. */
  drawn(root: ParentNode): void {
    const { focus } = this._form.live;
    if (!focus || focus === this._focused) return;
    const control = root.querySelector<HTMLElement>(`[id="field-${CSS.escape(focus.name)}"]`);
    if (!control || control.closest('[inert]')) return;
    this._focused = focus;
    control.focus();
  }

  stop(): void {
    this._drop();
  }

  private _drop(): void {
    this._asking.abort();
    this._form.drop();
  }

  /** What codes in earlier pictures said, also before this page was loaded: the server has it, and no storage of the page. */
  private async _ask(): Promise<void> {
    const { state } = this._host;
    const mayKnow = state.name === 'form' && state.journey.steps.some(({ code }) => code);
    if (!mayKnow) return;
    this._asking.abort();
    this._asking = new AbortController();
    const { signal } = this._asking;
    try {
      const known = await knownFields(this._host.server(), signal);
      if (!signal.aborted) this._form.prefill(known);
    } catch {
      // Aborted: nobody asks any more.
    }
  }

  private async _learn(): Promise<void> {
    const isWanted = this._form.live.fields.some(({ field }) => field.format === 'ethereum_address');
    if (!isWanted || this._keccak256) return;
    try {
      this._keccak256 = (await import('../../hashes.ts')).keccak_256;
      this._form.refresh();
    } catch {
      // The server looks at the checksum too.
    }
  }

  private async _save(signal: AbortSignal): Promise<FlowEvent> {
    await this._learn();
    const details = this._form.read();
    if (!details) return { type: 'details_refused' };
    const refused = await saveDetails(this._host.server(), details, signal);
    if (refused.length === 0) return { type: 'details_saved' };
    if (!signal.aborted && !this._form.refuse(refused)) throw new KycError('details_invalid');
    return { type: 'details_refused' };
  }
}

export const part: Part = {
  flow,
  messages: enForm,
  styles: formStyles,
  begin: (host) => new FormWorker(host),
};
