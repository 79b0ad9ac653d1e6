// Runs in the reader's browser, inside the report. Everything from the result is set as text.
(() => {
  const byId = (id) => document.getElementById(id);
  const cases = new Map(JSON.parse(byId('data').textContent));
  const panel = byId('panel');
  const matrix = byId('matrix-table');
  let returnTo = null;

  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  const buttonOf = (key) => matrix?.querySelector(`[data-case="${CSS.escape(key)}"]`);

  function fillPanel(shown) {
    const title = make('h2', '', shown.title);
    title.id = 'panel-title';
    const close = make('button', 'close', 'Close');
    close.type = 'button';
    close.addEventListener('click', closePanel);
    const facts = make(
      'dl',
      '',
      ...shown.facts.flatMap(([name, value]) => [make('dt', '', name), make('dd', '', value)]),
    );
    const why = shown.feedback.map(({ code, text }) => make('p', 'why', `${text} `, make('code', 'chip', code)));
    const evidence = shown.evidence.flatMap((each) => [
      make('h3', '', each.title),
      make('pre', '', each.lines.length > 0 ? each.lines.join('\n') : '(nothing)'),
    ]);
    const drawings = shown.drawings.flatMap(({ title, svg }) => {
      // As an image nothing in it can run or load anything, whatever a student's packets put there.
      const image = make('img', 'drawing', '');
      image.alt = title;
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      return [make('h3', '', title), image];
    });
    if (shown.leftOut)
      evidence.push(
        make('p', 'quiet', 'The transcript of a passed case is left out of a report of this size; the JSON has it.'),
      );
    const verdict = make('p', `verdict ${shown.state}`, shown.verdict);
    panel.replaceChildren(make('header', '', title, close), verdict, ...why, facts, ...drawings, ...evidence);
    panel.scrollTop = 0;
  }

  function openPanel(key) {
    const shown = cases.get(key);
    if (!shown) return;
    if (!panel.contains(document.activeElement)) returnTo = document.activeElement;
    fillPanel(shown);
    panel.hidden = false;
    document.body.classList.add('with-panel');
    const cell = markOpen(key);
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    panel.focus({ preventScroll: true });
  }

  function markOpen(key) {
    for (const cell of matrix?.querySelectorAll('[aria-expanded]') ?? []) cell.removeAttribute('aria-expanded');
    const cell = buttonOf(key);
    cell?.setAttribute('aria-expanded', 'true');
    return cell;
  }

  function closePanel() {
    if (panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove('with-panel');
    markOpen('');
    history.replaceState(null, '', '#');
    if (returnTo?.isConnected && returnTo !== document.body) returnTo.focus({ preventScroll: true });
  }

  function followHash() {
    const key = location.hash.slice(1);
    if (cases.has(key)) return openPanel(key);
    const target = byId(key);
    if (target?.tagName === 'DETAILS') {
      target.open = true;
      target.scrollIntoView();
    }
  }

  // Matrix: one tab stop, arrow keys between cells, headings of the cell at hand stand out.
  function moveFocus(event) {
    const cell = event.target.closest('td');
    const body = matrix.tBodies[0];
    const row = cell.parentElement.sectionRowIndex;
    const last = cell.parentElement.cells.length - 2;
    const goTo = {
      ArrowLeft: [row, cell.cellIndex - 1],
      ArrowRight: [row, cell.cellIndex + 1],
      ArrowUp: [row - 1, cell.cellIndex],
      ArrowDown: [row + 1, cell.cellIndex],
      Home: [row, 1],
      End: [row, last],
    }[event.key];
    if (!goTo) return;
    event.preventDefault();
    const next = body.rows[goTo[0]]?.cells[goTo[1]]?.querySelector('button');
    if (!next) return;
    for (const stop of body.querySelectorAll('[tabindex="0"]')) stop.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function showHeadings(event) {
    const cell = event.target.closest('td');
    if (!cell?.querySelector('[data-case]')) return;
    for (const heading of matrix.querySelectorAll('.here')) heading.classList.remove('here');
    cell.parentElement.cells[0].classList.add('here');
    matrix.tHead.rows[0].cells[cell.cellIndex].classList.add('here');
  }

  if (matrix) {
    matrix.addEventListener('click', (event) => {
      const key = event.target.closest('[data-case]')?.dataset.case;
      if (!key) return;
      returnTo = event.target.closest('[data-case]');
      history.replaceState(null, '', `#${key}`);
      openPanel(key);
    });
    matrix.addEventListener('keydown', (event) => event.target.dataset.case && moveFocus(event));
    matrix.addEventListener('pointerover', showHeadings);
    matrix.addEventListener('focusin', showHeadings);
  }

  // Filter: hides rows, causes and subjects; in the matrix it leaves the rows and columns of the name bright.
  function filter(text) {
    const wanted = text.trim().toLowerCase();
    let subjects = 0;
    for (const element of document.querySelectorAll('[data-filter]')) {
      element.hidden = !element.dataset.filter.includes(wanted);
      if (!element.hidden && element.classList.contains('subject')) subjects += 1;
    }
    const count = byId('filter-count');
    count.hidden = wanted === '';
    count.textContent = `${subjects} of ${document.querySelectorAll('.subject').length} subjects shown.`;
    if (matrix) dimMatrix(wanted);
  }

  function dimMatrix(wanted) {
    const columns = [...matrix.tHead.rows[0].cells].map((cell) => (cell.dataset.name ?? '').includes(wanted));
    const rows = [...matrix.tBodies[0].rows];
    const names = [...columns.slice(1, -1), ...rows.map((row) => row.dataset.name.includes(wanted))];
    const none = !names.includes(true);
    for (const row of rows) {
      const bright = none || row.dataset.name.includes(wanted);
      for (const cell of row.cells) cell.classList.toggle('dim', !bright && !columns[cell.cellIndex]);
    }
  }

  byId('filter')?.addEventListener('input', (event) => filter(event.target.value));

  // A second click on a heading turns the order round.
  function sortBy(button) {
    const heading = button.closest('th');
    const column = Number(button.dataset.sort);
    const down = heading.getAttribute('aria-sort') === 'ascending';
    for (const other of heading.parentElement.cells) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const body = heading.closest('table').tBodies[0];
    const read = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const numbers = [...body.rows].every((row) => row.cells[column].dataset.value !== undefined);
    const compare = (a, b) =>
      numbers ? read(a) - read(b) : read(a).localeCompare(read(b), undefined, { numeric: true });
    const sorted = [...body.rows].sort(compare);
    body.append(...(down ? sorted.reverse() : sorted));
  }

  for (const button of document.querySelectorAll('[data-sort]')) button.addEventListener('click', () => sortBy(button));

  addEventListener('hashchange', followHash);
  addEventListener('keydown', (event) => event.key === 'Escape' && closePanel());
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('.subject')) details.open = true;
  });
  followHash();
})();
