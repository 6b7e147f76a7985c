import { enForm } from './en-form.ts';
import type { FormKey } from './messages.ts';

/** Labels and hints are found by the names of fields, which come from the server. */
export const isFormKey = (key: string): key is FormKey => Object.keys(enForm).includes(key);
