import { serve } from '../worker-bridge.ts';
import type { Question } from './question.ts';
import type { Verdict } from './types.ts';
import { judge } from './verdict.ts';

serve<Question, Verdict>(self, async ({ frame, options }) => judge(frame, options));
