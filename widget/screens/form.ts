import { html, noChange, nothing, type TemplateResult } from 'lit';
import type { Field } from '../../server/contract/flow.ts';
import type { FormView } from '../flow/form/types.ts';
import { countriesIn } from '../form/countries.ts';
import { inputOf, readable } from '../form/fields.ts';
import type { FieldLive } from '../form/form.ts';
import { helpOf, labelOf, saidOf, sentenceOf } from './form-words.ts';
import { frame } from './frame.ts';
import { icon, strokes } from './icons.ts';
import type { FormScene } from './scene.ts';

/** Chosen from; the first one is no answer. */
function optionsOf({ type, options }: Field, { locale, languages }: FormScene): readonly [string, string][] {
  if (type === 'country') {
    return countriesIn(locale, languages, options).map(({ code, name }) => [code, name]);
  }
  return (options ?? []).map((option) => [option, /^[a-z]/.test(option) ? readable(option) : option]);
}

type Control = HTMLInputElement | HTMLSelectElement;

/** What a field holds, as its browser understands it. */
const tell = ({ name, value, validity }: Control, { send }: FormScene): void =>
  send({ type: 'typed', name, value, isBroken: validity.badInput });

function controlOf({ field, value, isBroken, problem, said }: FieldLive, scene: FormScene): TemplateResult {
  const { send } = scene;
  const { name, required, min, max, maxLength } = field;
  const input = inputOf(field);
  const described = [
    helpOf(scene, field) && `help-${name}`,
    problem && `wrong-${name}`,
    said && `said-${name}`,
  ].filter(Boolean);
  const type = (event: Event): void => tell(event.currentTarget as Control, scene);
  const leave = (event: Event): void => {
    // Half a date makes no sound while it is typed.
    type(event);
    send({ type: 'left', name });
  };
  const describedBy = described.length > 0 ? described.join(' ') : nothing;
  if (input.element === 'select') {
    return html`<span class="pick"
      ><select
      id=${`field-${name}`}
      name=${name}
      autocomplete=${input.autocomplete}
      ?required=${required}
      aria-invalid=${problem ? 'true' : 'false'}
      aria-describedby=${describedBy}
      @change=${type}
      @blur=${leave}
    >
      <option value="" ?selected=${value === ''}>${scene.text('choose')}</option>
      ${optionsOf(field, scene).map(
        ([option, label]) => html`<option value=${option} ?selected=${option === value}>${label}</option>`,
      )}
    </select>${icon('M6 9l6 6l6-6')}</span
    >`;
  }
  const isDate = input.type === 'date';
  return html`<input
    id=${`field-${name}`}
    name=${name}
    type=${input.type}
    inputmode=${input.inputmode ?? nothing}
    autocomplete=${input.autocomplete}
    autocapitalize=${input.isWords ? 'words' : 'off'}
    autocorrect=${input.isWords ? nothing : 'off'}
    spellcheck="false"
    min=${isDate ? (min ?? nothing) : nothing}
    max=${isDate ? (max ?? nothing) : nothing}
    maxlength=${maxLength ?? nothing}
    ?required=${required}
    aria-invalid=${problem ? 'true' : 'false'}
    aria-describedby=${describedBy}
    .value=${isBroken ? noChange : value}
    @input=${type}
    @blur=${leave}
  />`;
}

function rowOf(one: FieldLive, scene: FormScene): TemplateResult {
  const { field, problem, said } = one;
  const help = helpOf(scene, field);
  const label = labelOf(scene, field);
  return html`<div class="field" part="field">
    <label part="label" for=${`field-${field.name}`}
      >${field.required ? label : scene.text('optional', { label })}</label
    >
    ${help ? html`<p class="help" part="help" id=${`help-${field.name}`}>${help}</p>` : nothing}
    ${controlOf(one, scene)}
    ${
      problem
        ? html`<p class="wrong" part="field-problem" id=${`wrong-${field.name}`}>
            ${icon(strokes.alert)}<span>${sentenceOf(scene, field, problem)}</span>
          </p>`
        : nothing
    }
    ${
      said
        ? html`<p class="help" part="field-note" id=${`said-${field.name}`}>
            ${scene.text('form_said', { value: saidOf(scene, field, said) })}
          </p>`
        : nothing
    }
  </div>`;
}

/**
 * A field that is left is judged, and a sentence below it moves the button away from under the pointer before it is let go,
 * which would then be no press.
 */
const keepFocus = (event: Event): void => event.preventDefault();

/** A few details, one below the other. What is wrong with one stands below it, in the person's own time. */
export function formScreen({ isSending, progress }: FormView, scene: FormScene): TemplateResult {
  const { text, send, form } = scene;
  const { faults, fields, notice, isPrefilled } = form;
  const wrong =
    faults > 0
      ? text(faults > 1 ? 'form_wrong_many' : 'form_wrong_one', { count: faults })
      : notice && text(`form_${notice}`);
  const hand = (event: Event): void => {
    event.preventDefault();
    if (isSending) return;
    // Also what was filled in without a sound: half a date, or by a password manager.
    for (const control of (event.currentTarget as HTMLFormElement).elements) tell(control as Control, scene);
    send({ type: 'hand_in' });
  };
  return frame(scene, {
    title: text('form_title'),
    progress,
    canStop: true,
    body: html`<p class="lead">${text(isPrefilled ? 'form_prefilled' : 'form_text')}</p>
      <form id="details" class="form" novalidate ?inert=${isSending} @submit=${hand}>
        <p class=${wrong ? 'reason' : 'unseen'} part="reason" role="status">
          ${wrong ? html`${icon(strokes.alert)}<span>${wrong}</span>` : nothing}
        </p>
        <p class="unseen" role="status">${isSending ? text('form_sending') : nothing}</p>
        ${fields.map((one) => rowOf(one, scene))}
      </form>`,
    actions: html`<button
      class="primary"
      part="primary-button"
      type="submit"
      form="details"
      aria-disabled=${isSending ? 'true' : 'false'}
      @mousedown=${keepFocus}
    >
      ${text(isSending ? 'form_sending' : 'form_send')}
    </button>`,
  });
}
