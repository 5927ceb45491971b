//! What each role may do and what each route needs, written down a second time: the code has to agree.

use crate::support::{Answer, Client, Server, dealer, folder, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What each role may do, written down a second time: the code has to agree.
pub const ROLES: [(&str, &[&str]); 6] = [
    ("temporary", &["put_away", "count.scan", "scan.intake"]),
    ("borrower", &["folder.see", "loan.own"]),
    ("auditor", &["folder.see", "audit.read", "count", "count.scan"]),
    ("department_clerk", &["folder.see", "folder.register", "loan.own", "case.announce"]),
    (
        "archivist",
        &[
            "folder.see",
            "folder.register",
            "folder.edit",
            "lend",
            "put_away",
            "places.edit",
            "import.run",
            "subject.edit",
            "count",
            "count.scan",
            "loan.own",
            "discrepancy.settle",
            "count",
            "count.scan",
            "case.announce",
            "case.receive",
            "case.review",
            "label.print",
            "scan.intake",
            "scan.review",
            "copy.issue",
        ],
    ),
    (
        "administrator",
        &[
            "folder.see",
            "folder.register",
            "folder.edit",
            "lend",
            "put_away",
            "folder.dispose",
            "places.edit",
            "types.edit",
            "import.run",
            "people.edit",
            "settings.edit",
            "audit.read",
            "subject.edit",
            "count",
            "count.scan",
            "loan.own",
            "discrepancy.settle",
            "count",
            "count.scan",
            "erase",
            "case.announce",
            "case.receive",
            "case.review",
            "label.print",
            "scan.intake",
            "scan.review",
            "copy.issue",
        ],
    ),
];

/// What a route needs: nothing at all, an account, or one of these permissions.
pub const PUBLIC: &str = "public";
/// Whoever has signed in.
pub const ACCOUNT: &str = "account";
const CASES: &str = "case.announce case.receive audit.read";
const JOBS: &str = "import.run places.edit";
const PLACES: &str = "places.edit put_away audit.read folder.register";

/// Every operation, what it needs, and a body that gets as far as the question who asks. A new route without an entry
/// here fails the test below.
pub fn table(kind: &Value) -> BTreeMap<&'static str, (&'static str, Value)> {
    let none = || json!({});
    let name = || json!({"zh": "名", "en": "name"});
    let reason = || json!({"reason": "因为"});
    let folder = || folder("NEW", "2026-03-05", "张伟");
    let lent = || json!({"borrower": "temporary", "codes": ["SEEN1"]});
    let codes = || json!({"codes": ["SEEN1"]});
    let mapping = || json!({"mapping": {"columns": []}});
    let ranges = json!({"from": 9, "to": 9, "sides": ["-"], "bays": 1, "shelves": 1, "slots": 1, "slot_width_mm": 40});
    let zone = json!({"name": name(), "shelves": [{"from": "A-03", "to": "A-03"}]});
    let person = json!({"name": "new", "display_name": "New", "role": "borrower"});
    let entries = [
        ("sign_in", PUBLIC, json!({"name": "nobody", "password": "nothing"})),
        ("sign_out", PUBLIC, none()),
        ("show_me", ACCOUNT, none()),
        ("change_password", ACCOUNT, none()),
        ("list_tokens", ACCOUNT, none()),
        ("make_token", ACCOUNT, json!({"name": "mine"})),
        ("delete_token", ACCOUNT, none()),
        ("begin_totp", ACCOUNT, none()),
        ("confirm_totp", ACCOUNT, json!({"code": "000000"})),
        ("remove_totp", ACCOUNT, json!({"code": "000000"})),
        ("sign_out_everywhere", ACCOUNT, none()),
        ("list_columns", ACCOUNT, none()),
        ("choose_columns", ACCOUNT, json!({"columns": []})),
        ("list_people", "people.edit lend audit.read", none()),
        ("list_colleagues", "case.announce", none()),
        ("show_person", "people.edit lend audit.read", none()),
        ("add_person", "people.edit", person),
        ("change_person", "people.edit", none()),
        ("issue_badge", "people.edit", none()),
        ("reset_password", "people.edit", none()),
        ("list_loans_of_person", "lend audit.read", none()),
        ("show_settings", ACCOUNT, none()),
        ("change_settings", "settings.edit", none()),
        ("list_departments", ACCOUNT, none()),
        ("set_department", "types.edit", json!({"code": "sales1", "name": name()})),
        ("list_classes", ACCOUNT, none()),
        ("set_class", "types.edit", json!({"code": "public", "name": name(), "confidential": false, "rank": 0})),
        ("list_types", ACCOUNT, none()),
        ("set_type", "types.edit", kind.clone()),
        ("list_presets", ACCOUNT, none()),
        ("load_preset", "types.edit", none()),
        ("register_folder", "folder.register", folder()),
        ("register_folders", "folder.register", json!({"folders": [folder()]})),
        ("show_folder", "folder.see", none()),
        ("edit_folder", "folder.edit", json!({"note": "x"})),
        ("folder_history", "folder.see", none()),
        ("list_attachments", "folder.see", none()),
        ("attach_file", "folder.edit", none()),
        ("open_attachment", "folder.see", none()),
        ("detach_file", "folder.edit", json!({"reason": "因为"})),
        ("list_scanners", "scan.intake settings.edit", none()),
        ("ask_scanner", "scan.intake settings.edit", none()),
        ("set_scanner", "settings.edit", json!({"name": name(), "address": "http://127.0.0.1/eSCL"})),
        ("scan_now", "scan.intake", json!({"source": "platen"})),
        // An address that is not sealed: nobody is called.
        ("look_at_certificate", "settings.edit", json!({"address": "http://127.0.0.1/eSCL"})),
        ("list_scanner_runs", "scan.intake", none()),
        ("cancel_scanner_run", "scan.intake", none()),
        ("list_scans", "scan.review scan.intake", none()),
        ("send_scan", "scan.intake", none()),
        ("list_originals", "audit.read settings.edit scan.review", none()),
        ("export_originals", "audit.read settings.edit scan.review", none()),
        ("scan_figures", "scan.review scan.intake audit.read", none()),
        ("show_scan", "scan.review scan.intake", none()),
        ("open_original", "scan.review", none()),
        ("retry_scan", "scan.intake", none()),
        ("settle_scan", "scan.review", json!({"note": "重扫"})),
        ("reopen_scan", "scan.review", none()),
        ("waiting_pages", "scan.review", none()),
        ("move_pages", "scan.review", json!({"pages": [900], "to": {"folder": "SEEN1"}})),
        ("turn_pages", "scan.review", json!({"pages": [900], "quarters": 1})),
        ("hide_pages", "scan.review", json!({"pages": [900]})),
        ("unhide_pages", "scan.review", json!({"pages": [900]})),
        ("set_pages_aside", "scan.review", json!({"pages": [900], "reason": "因为"})),
        ("put_pages_back", "scan.review", json!({"pages": [900]})),
        ("sign_original", "scan.review", json!({"case": "NOSUCH", "paper": "1", "signature": "customer"})),
        ("show_page", "folder.see scan.review", none()),
        ("page_picture", "folder.see scan.review", none()),
        ("page_text", "folder.see scan.review", none()),
        ("folder_pages", "folder.see", none()),
        ("folder_pdf", "copy.issue", none()),
        ("issue_copy", "copy.issue", json!({"for_whom": "x", "why": "因为"})),
        ("folder_bag", "copy.issue", none()),
        ("cases_of_folder", "folder.see", none()),
        ("list_cases", CASES, none()),
        ("show_figures", CASES, none()),
        ("show_evidence", CASES, none()),
        ("list_gaps", CASES, none()),
        ("announce_cases", "case.announce", json!({"cases": [{"business_type": "NEW", "folder": "SEEN1"}]})),
        ("show_case", "folder.see", none()),
        ("edit_case", "case.announce", json!({"note": "x"})),
        ("case_history", "folder.see", none()),
        ("show_case_qr", "folder.see", none()),
        ("note_papers", "case.receive", json!({"papers": []})),
        ("extend_case", "case.announce", json!({"due": "2026-03-05", "reason": "因为"})),
        ("refuse_extension", "case.receive", json!({"reason": "因为"})),
        ("cancel_case", "case.announce", json!({"reason": ""})),
        ("file_case", "case.receive", json!({"folder": "SEEN1"})),
        ("review_case", "case.review", json!({"right": true})),
        ("certify_case", "case.receive", none()),
        ("lend_paper", "lend", json!({"paper": 0, "borrower": "temporary"})),
        ("return_paper", "lend", json!({"paper": 0})),
        ("move_paper", "case.receive", json!({"paper": 0, "to_case": "SEEN1"})),
        ("withdraw_paper", "case.receive", json!({"paper": 0, "reason": ""})),
        ("sight_paper", "case.receive", json!({"paper": 0, "folder": "SEEN1"})),
        ("folder_contents", "folder.see", none()),
        ("show_form", "folder.see", none()),
        ("print_form", "folder.see", json!({"form": "contents", "of": "SEEN1"})),
        ("list_transfers", CASES, none()),
        ("open_transfer", "case.receive", json!({"department": "sales1"})),
        ("show_transfer", CASES, none()),
        ("receive_case", "case.receive", json!({"case": "SEEN1", "papers": {"only": []}})),
        ("turn_case_away", "case.receive", json!({"case": "SEEN1", "papers": {"only": []}, "reason": ""})),
        ("close_transfer", "case.receive", json!({"badge": "nobody"})),
        ("transfer_register", CASES, none()),
        ("receive_today", CASES, none()),
        ("show_today", ACCOUNT, none()),
        ("show_calendar", ACCOUNT, none()),
        ("set_calendar", "settings.edit", json!({"name": name(), "years": []})),
        ("due_by_calendar", ACCOUNT, none()),
        ("calendar_changes", "settings.edit", none()),
        ("recount_due", "settings.edit", json!({"version": 1, "reason": "因为"})),
        ("add_folder_code", "folder.edit", json!({"code": "SEEN2"})),
        ("assign_folder", "folder.edit", none()),
        ("move_folder", "folder.edit", json!({"slot": "A-01L-01-1-2", "reason": "因为"})),
        ("declare_missing", "folder.edit", none()),
        ("declare_found", "folder.edit", none()),
        ("withdraw_folder", "folder.dispose", json!({"reason": ""})),
        ("destroy_folder", "folder.dispose", json!({"reason": ""})),
        ("show_remedy", "folder.see put_away", none()),
        ("measure_folder", "folder.edit", json!({"thickness_mm": 12})),
        ("add_volume", "folder.edit", none()),
        ("join_file", "folder.edit", json!({"file": "SEEN1"})),
        ("leave_file", "folder.edit", none()),
        ("split_folder", "folder.edit", json!({"cases": [], "reason": "因为"})),
        ("merge_folders", "folder.edit", json!({"into": "SEEN1", "reason": "因为"})),
        ("swap_labels", "folder.edit", json!({"other": "SEEN1", "reason": "因为"})),
        ("list_handled", "folder.see", none()),
        ("ask_reprint", "put_away", none()),
        ("note_reprinted", "folder.edit", none()),
        ("take_over_loan", "lend", json!({"to": "temporary"})),
        ("take_over_loans", "lend", json!({"to": "temporary", "codes": ["SEEN1"]})),
        ("show_outstanding", "lend audit.read", none()),
        ("export_outstanding", "lend audit.read", none()),
        ("check_out_folder", "lend", json!({"borrower": "temporary"})),
        ("return_folder", "lend", none()),
        ("renew_loan", "lend", none()),
        ("put_folder_away", "put_away", json!({"slot": "A-01L-01-1-1"})),
        ("receive_folder", "put_away", none()),
        ("check_out_folders", "lend", lent()),
        ("return_folders", "lend", codes()),
        ("renew_loans", "lend", codes()),
        ("put_folders_away", "put_away", json!({"slot": "A-01L-01-1-1", "codes": ["SEEN1"]})),
        ("list_loans", "lend audit.read loan.own", none()),
        ("list_at_desk", "put_away audit.read", none()),
        ("sight_folder", "put_away", json!({"at": "A-01L-01-1-1"})),
        ("sight_folders", "put_away", json!({"at": "A-01L-01-1-1", "codes": ["SEEN1"]})),
        ("undo", "put_away", json!({"seq": 0})),
        ("sync_state", "put_away lend count.scan", none()),
        ("sync", "put_away lend count.scan", json!({"device": "PDA-7", "commands": []})),
        ("list_discrepancies", "discrepancy.settle audit.read", none()),
        ("show_discrepancy", "discrepancy.settle audit.read", none()),
        ("settle_discrepancy", "discrepancy.settle", json!({"how": "explained"})),
        ("scan", "folder.see put_away", none()),
        ("suggest", "folder.see", none()),
        ("list_searches", "folder.see", none()),
        ("save_search", "folder.see", json!({"name": "mine", "query": "q=x"})),
        ("change_search", "folder.see", json!({"name": "mine"})),
        ("delete_search", "folder.see", none()),
        ("search_folders", "folder.see", none()),
        ("search_subjects", "folder.see", none()),
        ("show_subject", "folder.see", none()),
        ("list_subject_folders", "folder.see", none()),
        ("edit_subject", "subject.edit", none()),
        ("merge_subjects", "subject.edit", json!({"into": 0})),
        ("split_subject", "subject.edit", json!({"folders": [], "name": "x"})),
        ("plan_erasure", "erase", none()),
        ("erase_subject", "erase", json!({"plan": "", "reason": "", "confirm": ""})),
        ("list_storerooms", PLACES, none()),
        ("declare_storeroom", "places.edit", json!({"code": "Z", "name": name()})),
        ("show_storeroom", PLACES, none()),
        ("change_storeroom", "places.edit", json!({"code": "A", "name": name()})),
        ("declare_ranges", "places.edit", ranges),
        ("resize_range", "places.edit", none()),
        ("remove_range", "places.edit", none()),
        ("list_shelves", PLACES, none()),
        ("show_map", PLACES, none()),
        ("show_forecast", PLACES, none()),
        ("show_place", PLACES, none()),
        ("block_slot", "places.edit", reason()),
        ("unblock_slot", "places.edit", none()),
        ("move_shelf", "places.edit", json!({"to": "A-01L-04-5", "reason": "因为"})),
        ("list_boxes", PLACES, none()),
        ("open_box", "places.edit", json!({"capacity_mm": 30, "slot": "A-01L-04-1-1"})),
        ("remove_box", "places.edit", none()),
        ("move_box", "places.edit", json!({"to": "A-01L-04-1-2"})),
        ("list_zones", PLACES, none()),
        ("set_zone", "places.edit", zone),
        ("list_lanes", PLACES, none()),
        ("set_lane", "places.edit", json!({"name": name(), "types": [], "period": "month"})),
        ("show_occupancy", PLACES, none()),
        ("move_list", PLACES, none()),
        ("list_imports", "import.run", none()),
        ("upload_table", "import.run", none()),
        ("show_import", "import.run", none()),
        ("check_import", "import.run", mapping()),
        ("run_import", "import.run", mapping()),
        ("import_report", "import.run", none()),
        ("import_bad_rows", "import.run", none()),
        ("list_mappings", "import.run", none()),
        ("list_jobs", JOBS, none()),
        ("show_job", JOBS, none()),
        ("job_report", JOBS, none()),
        ("pause_job", JOBS, none()),
        ("resume_job", JOBS, none()),
        ("cancel_job", JOBS, none()),
        ("delete_job", JOBS, none()),
        ("start_move", "places.edit", json!({"from": "A-01", "to": "A-03", "dry_run": true})),
        ("start_reslotting", "places.edit", json!({"flagged": true, "dry_run": true})),
        ("live", "folder.see put_away", none()),
        ("list_counts", "count count.scan", none()),
        ("open_count", "count", json!({"shelf": "A-01L-01-1"})),
        ("show_count", "count count.scan", none()),
        ("scan_in_count", "count.scan", json!({"codes": ["SEEN1"]})),
        ("close_count", "count", none()),
        ("cancel_count", "count", none()),
        ("list_folders_to_look_for", "count audit.read folder.edit", none()),
        ("export_folders_to_look_for", "count audit.read folder.edit", none()),
        ("count_labels", "label.print put_away", none()),
        ("print_labels", "label.print", json!({"template": "folder-60x40", "what": {"codes": ["SEEN1"]}})),
        ("note_applied", "put_away", json!({"codes": ["SEEN1"]})),
        ("list_templates", "label.print", none()),
        ("show_template", "label.print", none()),
        ("set_template", "label.print", none()),
        ("preview_template", "label.print", json!({"svg": "<svg/>"})),
        ("list_papers", "label.print", none()),
        ("list_printers", "label.print", none()),
        ("set_printer", "settings.edit", printer()),
        ("list_prints", "label.print", none()),
        ("add_print", "label.print", json!({"printer": "x", "template": "x", "what": {"codes": ["SEEN1"]}})),
        ("cancel_print", "label.print", none()),
        ("retry_print", "label.print", none()),
        ("show_system", "settings.edit audit.read lend put_away", none()),
        ("show_proof", "settings.edit audit.read", none()),
        ("prove", "settings.edit audit.read", none()),
        ("rebuild", "settings.edit", none()),
        ("check_originals", "settings.edit", none()),
    ];
    entries.into_iter().map(|(name, needs, body)| (name, (needs, body))).collect()
}

fn printer() -> Value {
    json!({"name": {"zh": "台", "en": "desk"}, "kind": "zpl", "address": "127.0.0.1", "dpi": 203})
}

/// An operation of the server's description, with its path filled in.
#[derive(Debug, Clone)]
pub struct Operation {
    pub name: String,
    pub method: Method,
    pub path: String,
    pub template: String,
}

pub fn operations(client: &Client) -> Vec<Operation> {
    let document = client.get("/api/v1/openapi.json").ok();
    let mut operations = Vec::new();
    for (template, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let code = match template.split('/').nth(3).unwrap() {
                "places" => "A-01L-01-1-1",
                "storerooms" => "A",
                "shelves" => "A-01L-01-1",
                "business-types" => "NEW",
                "zones" => "SALES",
                "lanes" => "new",
                _ => "SEEN1",
            };
            let path = template
                .replace("{code}", code)
                .replace("{case}", "SEEN1")
                .replace("{no}", "0")
                .replace("{range}", "A-03")
                .replace("{form}", "contents");
            let path = path.replace("{name}", "dealer_a").replace("{id}", "none").replace("{kind}", "missing");
            let query = match operation["operationId"].as_str().unwrap() {
                "show_form" => "?of=SEEN1",
                "list_shelves" => "?range=A-01",
                "show_occupancy" => "?by=zone",
                "scan" => "?text=SEEN1",
                "sync_state" => "?device=PDA-7",
                "export_folders_to_look_for" | "transfer_register" | "export_outstanding" | "export_originals" => {
                    "?format=csv"
                }
                "show_figures" => "?by=department",
                "show_evidence" => "?by=department&key=1&which=late",
                "due_by_calendar" => "?from=2026-03-05&working_days=3",
                "search_subjects" => "?q=x",
                _ => "",
            };
            operations.push(Operation {
                name: text(operation, "operationId"),
                method: method.to_uppercase().parse().unwrap(),
                path: format!("{path}{query}"),
                template: template.clone(),
            });
        }
    }
    // Signing out comes last, for after it one is nobody.
    operations.sort_by_key(|operation| operation.name.starts_with("sign_out"));
    operations
}

pub fn call(client: &Client, operation: &Operation, body: &Value) -> Answer {
    if operation.name == "upload_table" {
        return client.upload("t.csv", b"a,b\n1,2\n".to_vec());
    }
    if operation.name == "attach_file" {
        return client.attach(&operation.path, "t.pdf", b"%PDF-1.7".to_vec(), "");
    }
    let request = client.request(operation.method.clone(), &operation.path);
    Answer::of(if operation.method == Method::GET { request } else { request.json(body) })
}

/// A dealer's archive with a folder that everybody sees, a subject, and one person of each role in sales 1.
pub fn world() -> (Server, Client, Vec<(&'static str, Client)>) {
    let (server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["code"] = json!("SEEN1");
    admin.register(body);
    let people = ROLES.iter().map(|(role, _)| (*role, server.person(&admin, role, role, Some("sales1")))).collect();
    (server, admin, people)
}
