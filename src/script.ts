/* The classic script tag's entry: everything in one file, under the global name `RealtimeAssistant`. */
import { defineShell } from './define-shell.ts';

defineShell();

export * from './index.ts';
