// Approvals in Odoo's web client, as a clerk and a supervisor see them. Started by run.py (part "browser"), which has
// made the receipts and tells about them in the environment; see README.md. Prints "ok - .." and "not ok - ..".
'use strict';
const fs = require('fs');
const path = require('path');
const { chromium } = require(process.env.PLAYWRIGHT || 'playwright-core');

const { url, db, version, form, activity } = JSON.parse(process.env.BROWSER_TEST);
const shots = process.env.BROWSER_SHOTS;
const PATIENCE = 60000;
let failed = 0;

function ok(good, name, detail) {
    if (!good) failed++;
    console.log(`${good ? 'ok' : 'not ok'} - ${name}${good || detail === undefined ? '' : `: ${String(detail).replace(/\s+/g, ' ').slice(0, 400)}`}`);
    return good;
}

// A picture of the part of the page that matters.
async function picture(page, name, height = 800) {
    if (!shots) return;
    await page.mouse.move(1399, height - 1);
    await settle(page);
    await page.screenshot({ path: path.join(shots, `${name}-${version}.png`), clip: { x: 0, y: 0, width: 1400, height } });
}

// Nothing is loading: no request is out, no indicator is shown.
async function settle(page) {
    await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => {});
    await page.locator('.o_loading_indicator, .o_blockUI, .o_block_ui').first().waitFor({ state: 'hidden', timeout: PATIENCE }).catch(() => {});
}

async function signIn(browser, login) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-US', timezoneId: 'UTC' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${url}/web/login?db=${db}`);
    await page.fill('input[name="login"]', login);
    await page.fill('input[name="password"]', login);
    await page.locator('.oe_login_form button[type="submit"], form button.btn-primary').first().click();
    await page.locator('.o_main_navbar').waitFor();
    await settle(page);
    return page;
}

async function open(page, model, id) {
    await page.goto('about:blank');
    await page.goto(`${url}/web#id=${id}&model=${model}&view_type=form`);
    await page.locator('.o_form_view').first().waitFor();
    await settle(page);
}

// Inventory > Governance > Requests, by clicking.
async function openRequests(page) {
    await page.goto(`${url}/web`);
    await settle(page);
    await page.locator('.o_navbar_apps_menu button, .o_navbar_apps_menu .dropdown-toggle').first().click();
    await page.locator('.o-dropdown--menu .o_app, .dropdown-menu .o_app, .o_app').filter({ hasText: /^\s*Inventory\s*$/ }).first().click();
    await settle(page);
    await page.locator('.o_menu_sections').getByText('Governance', { exact: true }).click();
    await page.locator('.o-dropdown--menu, .dropdown-menu').getByText('Requests', { exact: true }).click();
    await page.locator('.o_list_view').first().waitFor();
    await settle(page);
}

// The list with all requests, whatever the filter it opens with.
async function clearFilters(page) {
    const facet = page.locator('.o_searchview_facet .o_facet_remove');
    while (await facet.count()) {
        await facet.first().click();
        await settle(page);
    }
}

const row = (page, ref) => page.locator('.o_list_view .o_data_row').filter({ hasText: ref });
const dialog = (page) => page.locator('.modal .modal-content, .o_dialog .modal-content').last();
const current = (page) => page.locator('.o_statusbar_status .o_arrow_button_current, .o_statusbar_status button[aria-checked="true"], .o_statusbar_status .btn-primary').first();

async function closeDialog(page) {
    await dialog(page).locator('.modal-footer button').first().click();
    await page.locator('.modal').first().waitFor({ state: 'hidden' });
}

async function validate(page) {
    await page.locator('button[name="button_validate"]:visible').first().click();
}

async function pressApprove(page) {
    await page.locator('.o_form_statusbar, .o_statusbar_buttons').getByRole('button', { name: 'Approve', exact: true }).first().click();
}

async function writeNote(page, note) {
    await page.locator('[name="x_note"] textarea').first().fill(note);
    await page.keyboard.press('Tab');
}

async function refused(page, ref, name) {
    await dialog(page).waitFor();
    const text = await dialog(page).innerText();
    return ok(text.includes(ref) && /Validation Error/i.test(text) && !/Traceback|CONTEXT/.test(text), name, text);
}

async function onTheForm(clerk, supervisor) {
    await open(clerk, 'stock.picking', form.picking);
    await validate(clerk);
    await refused(clerk, form.ref, 'the clerk validates: refused in a dialog');
    await picture(clerk, 'refusal', 620);
    await closeDialog(clerk);

    await openRequests(clerk);
    await clearFilters(clerk);
    ok(await row(clerk, form.ref).count() === 1, 'the clerk finds his request under Governance');
    await row(clerk, form.ref).click();
    await clerk.locator('.o_form_view [name="x_note"] textarea').first().waitFor();
    await pressApprove(clerk);
    await refused(clerk, form.ref, "the clerk's own approval: refused in a dialog");
    await picture(clerk, 'own-approval', 620);
    await closeDialog(clerk);

    await openRequests(supervisor);
    await row(supervisor, form.ref).waitFor();
    ok(true, 'the supervisor finds it in the list');
    await picture(supervisor, 'requests', 620);
    await row(supervisor, form.ref).click();
    await supervisor.locator('.o_form_view [name="x_note"] textarea').first().waitFor();
    await settle(supervisor);
    const text = await supervisor.locator('.o_form_view').innerText();
    ok(text.includes(form.ref) && text.includes(form.product), 'the form says what it is about', text);
    await picture(supervisor, 'request', 860);
    await writeNote(supervisor, 'Counted at the ramp, the invoice will be corrected');
    await pressApprove(supervisor);
    await supervisor.locator('.o_statusbar_status').getByText('Approved').first().waitFor();
    await settle(supervisor);
    ok(/Approved/i.test(await current(supervisor).innerText()), 'the supervisor approves with a note', await current(supervisor).innerText());
    await picture(supervisor, 'approved', 860);

    await open(clerk, 'stock.picking', form.picking);
    await validate(clerk);
    await clerk.locator('button[name="button_validate"]:visible').first().waitFor({ state: 'hidden' });
    await settle(clerk);
    ok(/Done/i.test(await current(clerk).innerText()), 'the clerk validates: done', await current(clerk).innerText());

    await openRequests(supervisor);
    await clearFilters(supervisor);
    await supervisor.locator('.o_switch_view.o_graph').first().click();
    await supervisor.locator('.o_graph_view canvas, .o_graph_renderer canvas').first().waitFor();
    await settle(supervisor);
    ok(true, 'the requests as a graph');
    await picture(supervisor, 'graph', 900);
}

async function byActivity(clerk, supervisor) {
    await open(supervisor, 'stock.picking', activity.picking);
    const entry = supervisor.locator('.o-mail-Activity, .o_ActivityView, .o_Activity').filter({ hasText: activity.ref }).filter({ hasText: /for supervisor/i }).first();
    await entry.waitFor();
    ok(true, 'the supervisor has an activity on the receipt');
    await entry.scrollIntoViewIfNeeded();
    await picture(supervisor, 'activity', 900);
    await entry.getByText(/^\s*Mark Done\s*$/i).first().click();
    const feedback = supervisor.locator('.o-mail-ActivityMarkAsDone textarea, .o_ActivityMarkDonePopover_feedback, .o_ActivityMarkDonePopoverContent_feedback').first();
    await feedback.fill('Seen, 130 came');
    await supervisor.locator('.o-mail-ActivityMarkAsDone, .o_ActivityMarkDonePopover, .o_ActivityMarkDonePopoverContent').first()
        .getByRole('button', { name: /^\s*(Mark )?Done\s*$/i }).first().click();
    await entry.waitFor({ state: 'detached' });
    await settle(supervisor);
    await open(clerk, 'stock.picking', activity.picking);
    await validate(clerk);
    await clerk.locator('button[name="button_validate"]:visible').first().waitFor({ state: 'hidden' });
    await settle(clerk);
    ok(/Done/i.test(await current(clerk).innerText()), 'marked done with feedback: the clerk validates', await current(clerk).innerText());
}

async function main() {
    if (shots) fs.mkdirSync(shots, { recursive: true });
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || undefined, headless: true,
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'] });
    try {
        const clerk = await signIn(browser, 'clerk');
        const supervisor = await signIn(browser, 'supervisor');
        for (const [name, part] of [['on the form', onTheForm], ['by activity', byActivity]]) {
            await part(clerk, supervisor).catch(async (e) => {
                ok(false, name, e.message);
                if (shots) {
                    await clerk.screenshot({ path: path.join(shots, `failed-clerk-${version}.png`) });
                    await supervisor.screenshot({ path: path.join(shots, `failed-supervisor-${version}.png`) });
                }
            });
        }
    } finally {
        await browser.close();
    }
    process.exitCode = failed ? 1 : 0;
}

main().catch((e) => { ok(false, 'the browser', e.message); process.exitCode = 1; });
