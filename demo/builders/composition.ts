import 'realtime-assistant/define';
import { bindCopyButtons } from './copy-buttons.ts';
import { WordCount } from './word-count.ts';

customElements.define('word-count', WordCount);
bindCopyButtons();
