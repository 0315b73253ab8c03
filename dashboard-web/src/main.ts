import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/shell.css';
import './theme/panel.css';
import './theme/table.css';
import './shell/app';
