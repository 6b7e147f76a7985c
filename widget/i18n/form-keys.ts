import { enForm } from './en-form.ts';

export type FormKey = keyof typeof enForm;

/** Labels and hints are found by the names of fields, which come from the server. */
export const isFormKey = (key: string): key is FormKey => Object.hasOwn(enForm, key);
