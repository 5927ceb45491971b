/** The shapes of the HTTP interface. Written by `npm run types` from openapi.json; do not edit. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Where a single paper is that does not lie with the others of its case. */
        AbsentShown: {
            borrower?: components["schemas"]["PersonRef"] | null;
            /** @description The case that it belongs to now. */
            case?: string | null;
            /**
             * Format: date
             * @description The day by which it has to be back, or had to.
             */
            due?: string | null;
            /** @description The folder in which it was seen. */
            folder?: string | null;
            /** @description `lent`, `short`, `elsewhere` or `moved`; clients must tolerate ones added later. */
            how: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description The same in words, in the language asked for. */
            text: string;
        };
        /** @description What a zone accepts; an empty list accepts all. */
        Accepts: {
            classes?: string[];
            types?: string[];
        };
        /** @description An account that was added. */
        AddedPerson: {
            /** @description His first password, shown here and never again. */
            one_time_password?: string | null;
            person: components["schemas"]["PersonCard"];
        };
        /** @description On which printer. */
        AgainBody: {
            /** @description Another printer, by its code; the same one unless said. */
            printer?: string | null;
        };
        /** @description Which labels are on their folders. */
        AppliedBody: {
            /** @description The folders, by any of their codes, at most 2,000. */
            codes: string[];
        };
        /** @description Where to put a folder. */
        AssignBody: {
            /** @description Why this one; needed for a chosen one. */
            reason?: string;
            /** @description The chosen slot or box; by default the best one. */
            slot?: string | null;
        };
        /** @description Why a folder has the home it has. */
        AssignmentShown: {
            /**
             * Format: date-time
             * @description When it was decided.
             */
            at: string;
            /** @description The reason. */
            reason: components["schemas"]["Bilingual"];
        };
        /** @description An attachment. */
        AttachmentShown: {
            /** Format: date-time */
            attached_at: string;
            attached_by: components["schemas"]["PersonRef"];
            /** Format: int64 */
            bytes: number;
            file_name: string;
            media_type: string;
            /**
             * Format: int32
             * @description Its number on the folder.
             */
            no: number;
            note: string;
            /** @description The SHA-256 of its bytes. */
            sha256: string;
        };
        /** @description How backing up goes. */
        BackupShown: {
            /**
             * Format: date-time
             * @description When the last one failed, if none has succeeded since, and why, in English.
             */
            failed_at?: string | null;
            failure?: string | null;
            /**
             * Format: date-time
             * @description When the last good one was made, and up to which frame.
             */
            last_good_at?: string | null;
            /** Format: int64 */
            last_good_seq?: number | null;
            /** @description What the last good one could not take, in English. */
            last_good_warnings: string[];
            /**
             * Format: date-time
             * @description When the next is made.
             */
            next_at?: string | null;
            /** @description Where backups go; nothing if nobody has said. */
            place?: string | null;
            running: boolean;
        };
        /** @description A new folder beside one that is there. */
        BesideBody: {
            /** @description The new folder's own code; by default the archive makes one. */
            new_code?: string | null;
            /**
             * Format: int32
             * @description How thick the old one is now.
             */
            rest_mm?: number | null;
            /** @description The slot or box in which the new one stands; `null` leaves it at the desk without a place, absent chooses the best. */
            slot?: string | null;
            /**
             * Format: int32
             * @description How thick the new folder is; by default as its type says.
             */
            thickness_mm?: number | null;
        };
        /** @description A text in the two languages of the product. */
        Bilingual: {
            /** @description English. */
            en: string;
            /** @description Simplified Chinese. */
            zh: string;
        };
        /** @description A borrower: his number, his badge, or the name he signs in with. */
        BorrowerBody: number | string;
        /** @description A box, in a list. */
        BoxLine: {
            /** Format: int64 */
            capacity_mm: number;
            code: string;
            /** Format: int64 */
            folders: number;
            slot: string;
            /** Format: int64 */
            used_mm: number;
        };
        /** @description A box in a slot. */
        BoxShown: {
            code: string;
            /**
             * Format: int32
             * @description What it takes up on the shelf.
             */
            outer_mm: number;
        };
        /** @description One version of a business type. */
        BusinessType: {
            /** @description How the codes of its cases are made. */
            case_template?: string;
            /** @description The code of its secrecy class. */
            class: string;
            /** @description Its code, the same in every version, `[A-Z][A-Z0-9]{0,7}`. */
            code: string;
            /** @description How its folder codes are made. */
            code_template?: string;
            /** @description What must be in a folder to be complete. */
            documents?: components["schemas"]["DocumentDef"][];
            /** @description Its custom fields. */
            fields?: components["schemas"]["FieldDef"][];
            /**
             * Format: int32
             * @description Within how many working days a department hands over; absent when no rule says.
             */
            hand_over_working_days?: number | null;
            /** @description What becomes of a case that comes with gaps. */
            incomplete?: components["schemas"]["Incomplete"];
            /**
             * Format: int32
             * @description For how many days it is lent when nobody says.
             */
            loan_days: number;
            /** @description What people see. */
            name: components["schemas"]["Bilingual"];
            /** @description Whether something depends on a certificate that a case is complete. */
            needs_certificate?: boolean;
            /** @description Whether a second person has to go over each entry. */
            needs_review?: boolean;
            /** @description How long the period is that shares shelves. */
            period: components["schemas"]["Granularity"];
            /** @description How long it is kept. */
            retention: components["schemas"]["Retention"];
            /** @description The parts subjects play. */
            roles?: components["schemas"]["SubjectRole"][];
            /** @description What one folder collects. */
            scope: components["schemas"]["Scope"];
            /**
             * Format: int32
             * @description How thick a folder is when nobody says.
             */
            thickness_mm: number;
            /**
             * Format: int32
             * @description Which version, counted from 1.
             */
            version?: number;
        };
        /** @description One version of the archive's calendar. */
        Calendar: {
            /** @description What people see. */
            name: components["schemas"]["Bilingual"];
            /**
             * Format: int32
             * @description Which version, counted from 1.
             */
            version?: number;
            /** @description The years that were given out, in order. */
            years: components["schemas"]["CalendarYear"][];
        };
        /** @description The working days as they are now. */
        CalendarShown: components["schemas"]["Calendar"] & {
            /** @description The years that were given out; others are counted by their weekends. */
            published_years: number[];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description A year as it was given out. */
        CalendarYear: {
            /** @description Days off besides the weekends, or over them. */
            holidays: components["schemas"]["Holiday"][];
            /** @description Weekend days that are worked. */
            make_up_days: string[];
            /**
             * Format: int32
             * @description The year.
             */
            year: number;
        };
        /** @description Why. */
        CancelBody: {
            reason: string;
        };
        /** @description What a scanner can do. */
        Capabilities: {
            duplex?: components["schemas"]["Inputs"] | null;
            feeder?: components["schemas"]["Inputs"] | null;
            /** @description Who made it, and what he calls it. */
            model: string;
            platen?: components["schemas"]["Inputs"] | null;
        };
        /** @description A case, whole. */
        CaseCard: components["schemas"]["CaseLine"] & {
            /**
             * Format: int64
             * @description The frame of what happened to it last: what can be undone.
             */
            changed_seq: number;
            /** @description Its checklist, and the papers beyond it. */
            papers: components["schemas"]["PaperLine"][];
            /** @description The last reason somebody gave: for more time, for calling it off, for sending it back, or what a review found. */
            reason: string;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description The folder a case stands in. */
        CaseFolder: {
            /** @description Its own code. */
            code: string;
            home?: components["schemas"]["HomeShown"] | null;
            /** @description Where it is. */
            place: components["schemas"]["PlaceShown"];
            /** @description Its state; clients must tolerate ones added later. */
            state: string;
            /** @description What to call it: the name of whom it is about, for this case, or its code. */
            title: string;
        };
        /** @description A case, as a line in a list. */
        CaseLine: {
            /**
             * Format: date
             * @description Until when its department asks for more time, while nobody has granted or refused it.
             */
            asked_until?: string | null;
            /**
             * Format: date
             * @description The day of the business.
             */
            business_date?: string | null;
            /** @description What it is. */
            business_type: components["schemas"]["TypeOfCase"];
            /**
             * Format: int32
             * @description The number of its certificate of completeness.
             */
            certificate?: number | null;
            /** @description Its code. */
            code: string;
            /** @description Whether it has all its papers. */
            completeness: components["schemas"]["Completeness"];
            /**
             * Format: date
             * @description The day from which its deadline runs.
             */
            deadline_from?: string | null;
            department?: components["schemas"]["Named"] | null;
            due?: components["schemas"]["DueShown"] | null;
            /** @description Whether that day was moved after the case was settled by it, or put off by whoever hands over; the history says why. */
            due_moved: boolean;
            /** @description What is not known of it and should be. */
            flags: components["schemas"]["Flag"][];
            folder?: components["schemas"]["CaseFolder"] | null;
            /**
             * Format: int32
             * @description How many gaps it has; nothing if nobody looked.
             */
            gaps?: number | null;
            /** @description Whether its papers came in time; nothing before they came, and where no day was set. */
            in_time?: boolean | null;
            /** @description What becomes of such a case if it comes with gaps. */
            incomplete_is: components["schemas"]["IncompleteIs"];
            /** @description Whether its papers came too late, or are late already. */
            is_late: boolean;
            /** @description Whether a second person found the entry right. */
            is_reviewed: boolean;
            /** @description What is wanting; empty if nobody looked. */
            missing: components["schemas"]["GapShown"][];
            /** @description Whether its type wants one. */
            needs_certificate: boolean;
            /** @description Whether its type wants that. */
            needs_review: boolean;
            /**
             * Format: int32
             * @description Its internal number.
             */
            no: number;
            /** @description A free note. */
            note: string;
            /** @description Where it stands in its life: `announced`, `waiting`, `filed` or `cancelled`. */
            phase: string;
            /** @description The same in words. */
            phase_label: string;
            /** @description Whether it was put on another department or person after it counted for one; the history says why. */
            reassigned: boolean;
            /**
             * Format: date-time
             * @description When its papers came.
             */
            received_at?: string | null;
            /** @description Who took them over. */
            received_by?: string | null;
            /** @description The department's own number for it; empty if it has none. */
            reference: string;
            responsible?: components["schemas"]["Somebody"] | null;
            /**
             * Format: int32
             * @description The number of whom or what it is about, where its folder holds cases of several; else its folder says.
             */
            subject?: number | null;
            /** @description What to call it: its folder's main subject's name, else its reference or code. */
            title: string;
            /**
             * Format: int32
             * @description The transfer in which they came.
             */
            transfer?: number | null;
            /**
             * Format: int64
             * @description The version of its data, for `if_version`.
             */
            version: number;
        };
        /** @description A case of which a page is. */
        CaseOfPage: {
            code: string;
            title: string;
        };
        /** @description A case's data to change; what is absent stays. */
        CasePatchBody: {
            /**
             * Format: date
             * @description The day of the business; null for unknown.
             * @default null
             */
            business_date: string | null;
            /**
             * @description The code of the business type that it is of; its checklist is that of the type's newest version then, and what was
             *     found of papers that stand on both lists stays found.
             * @default null
             */
            business_type: string | null;
            /**
             * Format: date
             * @description The day from which its deadline runs; null for unknown.
             * @default null
             */
            deadline_from: string | null;
            /**
             * @description The department's code; null for none.
             * @default null
             */
            department: string | null;
            /**
             * @description The folder it belongs in, as long as none of its papers is in one.
             * @default null
             */
            folder: string | null;
            /**
             * Format: int64
             * @description The version one saw; if there is a newer one, nothing is changed.
             * @default null
             */
            if_version: number | null;
            /**
             * @description A free note.
             * @default null
             */
            note: string | null;
            /**
             * @description Why; needed and kept where it moves the day by which the case is judged, or puts it on another department or person
             *     when it counts for one already.
             * @default
             */
            reason: string;
            /**
             * @description The department's own number for it.
             * @default null
             */
            reference: string | null;
            /**
             * Format: int32
             * @description The number of the person who answers for it; null for none.
             * @default null
             */
            responsible: number | null;
            /**
             * @description His name, if he has no account.
             * @default null
             */
            responsible_name: string | null;
            /**
             * Format: int32
             * @description The number of whom or what it is about, where its folder holds cases of several; null for nobody known.
             * @default null
             */
            subject: number | null;
        };
        /** @description What became of a case that was to be announced. In a dry run one that could be has neither. */
        CaseResult: {
            case?: components["schemas"]["CaseLine"] | null;
            refusal?: components["schemas"]["Problem"] | null;
        };
        /** @description What became of each case, in order. */
        CaseResults: {
            /** @description One for each. */
            results: components["schemas"]["CaseResult"][];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description Cases that somebody has to do something about. */
        CasesWait: {
            /** @description Their papers have not come. */
            announced: number;
            /** @description Their department asked for more time. */
            asked: number;
            /** @description Their papers came, and something is wanting. */
            incomplete: number;
            /** @description Their papers have not come, and the day has passed. */
            late: number;
            /** @description Nobody went over the entry though the type asks for it. */
            unreviewed: number;
            /** @description Their papers wait at a desk for their folder. */
            waiting: number;
        };
        /** @description What stands in a cell: one of these, or nothing. */
        CellShown: {
            /**
             * Format: date
             * @description A day.
             */
            date?: string | null;
            /**
             * Format: int64
             * @description A whole number.
             */
            number?: number | null;
            /**
             * Format: double
             * @description A share of one.
             */
            share?: number | null;
            /** @description Words. */
            text?: string | null;
            /** @description A moment, as the archive's own clocks show it. */
            time?: string | null;
        };
        /** @description The certificate that a scanner shows. */
        CertificateShown: {
            /** @description Whether an authority that the service's machine trusts vouches for it: then nobody has to trust it himself. */
            is_vouched: boolean;
            /** @description Who signed it, as it says itself: the same one, if it made itself. */
            issuer: string;
            /** @description Under which other names and addresses it counts, as it says itself. */
            names: string[];
            /** @description The SHA-256 of its bytes, in hexadecimal digits. */
            sha256: string;
            /** @description Whom it is of, as it says itself. */
            subject: string;
            /**
             * Format: date-time
             * @description From when it counts.
             */
            valid_from?: string | null;
            /**
             * Format: date-time
             * @description Until when.
             */
            valid_until?: string | null;
        };
        /** @description To whom, until when, and why. */
        CheckOutBody: {
            borrower: components["schemas"]["BorrowerBody"];
            /** Format: date */
            due?: string | null;
            purpose?: string;
            /** @description Whether the other volumes of its file go along: together, or none. */
            volumes?: components["schemas"]["VolumesBody"];
        };
        /** @description Folders to lend. */
        CheckOuts: {
            borrower: components["schemas"]["BorrowerBody"];
            codes: string[];
            /** Format: date */
            due?: string | null;
            purpose?: string;
        };
        /** @description One thing that was looked at. */
        CheckShown: {
            /** @description What to do, where something has to be done. */
            advice?: string | null;
            /** @description What was looked at. */
            check: string;
            /** @description How it was found, in the language asked for. */
            detail: string;
            /** @description `fits`, `noted` (nothing is wrong, but somebody may want to know) or `misfit`. */
            verdict: string;
        };
        /** @description A walk over all originals. */
        CheckedShown: {
            /** Format: date-time */
            began_at: string;
            /** Format: int64 */
            bytes: number;
            /**
             * Format: int32
             * @description How many were damaged.
             */
            damaged: number;
            /** Format: date-time */
            ended_at: string;
            /** Format: int32 */
            files: number;
        };
        /** @description One value a choice offers. */
        ChoiceValue: {
            /** @description What people see. */
            name: components["schemas"]["Bilingual"];
            /** @description What is stored. */
            value: string;
        };
        /** @description Which folders a re-slotting looks at: exactly one of these. */
        ChosenBody: {
            /** @description Those flagged as standing in the wrong place. */
            flagged?: boolean;
            /** @description Those of a lane, by its code. */
            lane?: string | null;
            /** @description Those of a business type, by its code. */
            type?: string | null;
            /** @description Those that stand in a zone, by its code. */
            zone?: string | null;
        };
        /** @description Columns to choose. */
        ChosenColumns: {
            /** @description Their ids, in order; none for all in their usual order. */
            columns?: string[];
        };
        /** @description A secrecy class; a higher rank is more secret. */
        ClassBody: {
            code: string;
            confidential: boolean;
            name: components["schemas"]["Bilingual"];
            /** Format: int32 */
            rank: number;
        };
        /** @description How the one who hands over confirms: his badge, or his password. */
        CloseBody: {
            /** @description What was scanned from his badge. */
            badge?: string | null;
            giver?: components["schemas"]["BorrowerBody"] | null;
            /** @description And his password. */
            password?: string | null;
        };
        /** @description A scanned file in which others have pages too. */
        ClosedShown: {
            /** @description How many of its pages are erased. */
            erased: number;
            /** @description The folders on which those hang, some of them. */
            folders: string[];
            /** @description How many are somebody else's, or wait for somebody to say whose. */
            others: number;
            /**
             * Format: int32
             * @description The scan's number.
             */
            scan: number;
        };
        /** @description Folders to take back. */
        Codes: {
            codes: string[];
        };
        /**
         * @description What of a page's colours is kept.
         * @enum {string}
         */
        Colours: "grey" | "colour";
        /** @description A column that a list's table can have. */
        ColumnShown: {
            /** @description Its id, for `columns=`. */
            id: string;
            /** @description Its heading. */
            name: components["schemas"]["Bilingual"];
        };
        /**
         * @description Whether a case has all its papers.
         * @enum {string}
         */
        Completeness: "not_checked" | "complete" | "incomplete";
        /**
         * @description Damage, as far as it has been noted.
         * @enum {string}
         */
        Condition: "good" | "damaged";
        /** @description The contents list of a folder. */
        ContentsList: components["schemas"]["Page_ContentsLine"] & {
            /**
             * Format: int32
             * @description How many papers belong in the folder and are there.
             */
            count: number;
            /** @description The folder's own code. */
            folder: string;
            /**
             * Format: int32
             * @description How many pages they have, as far as they were counted.
             */
            pages: number;
        };
        /** @description A copy that goes out. */
        CopyBody: {
            /** @description Who gets it. */
            for_whom: string;
            /** @description Pages of the folder; all that are shown, if none is named. */
            pages?: number[];
            /** @description Why. */
            why: string;
        };
        /** @description Something that was seen on the shelf and should not stand there. */
        CountExtra: {
            /** @description The folder's code, or what was scanned. */
            code: string;
            folder?: components["schemas"]["FolderHit"] | null;
            /** @description `misplaced`, `unexpected` or `unknown`; more may come. */
            kind: string;
        };
        /** @description A folder that should stand on the shelf. */
        CountItem: {
            /** @description Whether it is damaged. */
            damaged: boolean;
            /** @description The folder. */
            folder: components["schemas"]["FolderHit"];
            /** @description Whether it was seen since the count began, came since, or was moved since. */
            seen: boolean;
        };
        /** @description A count, as a line in a list. Its figures are of folders in the asker's sight. */
        CountLine: {
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended_at?: string | null;
            ended_by?: components["schemas"]["PersonRef"] | null;
            /** @description How many folders stand on the shelf by the record; of a closed count, as they did at its end. */
            expected: number;
            /** @description How many belong elsewhere. */
            misplaced: number;
            /** @description How many of the expected are still to be found, or are missing since. */
            missing: number;
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /**
             * Format: date-time
             * @description When it began.
             */
            opened_at: string;
            /** @description Who began it. */
            opened_by: components["schemas"]["PersonRef"];
            /** @description How many folders were seen. */
            seen: number;
            /** @description The shelf's code. */
            shelf: string;
            /** @description `open`, `closed` or `cancelled`. */
            state: string;
            /** @description How many are lent, gone, or not handed over. */
            unexpected: number;
            /** @description How many texts lead to no folder. */
            unknown: number;
        };
        /** @description What was scanned. */
        CountScans: {
            codes: string[];
            /** @description They are damaged, and how, in the counter's words. */
            damaged?: string | null;
        };
        /** @description A count, whole. */
        CountShown: components["schemas"]["CountLine"] & {
            /** @description What was seen and should not. */
            extras: components["schemas"]["CountExtra"][];
            /** @description What should stand on the shelf, in walking order; of a closed count, what is missing since. */
            items: components["schemas"]["CountItem"][];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description What a scan turned out to be. */
        CountedScan: {
            /** @description What was scanned. */
            code: string;
            folder?: components["schemas"]["FolderHit"] | null;
            /** @description `here`, `misplaced`, `unexpected`, `left` or `unknown`; more may come. */
            found: string;
        };
        /** @description What scans turned out to be, in order, and the figures of the count by then. */
        CountedScans: {
            count?: components["schemas"]["CountLine"] | null;
            results: components["schemas"]["CountedScan"][];
            /** Format: int64 */
            seq: number;
        };
        /** @description What one signs in with. */
        Credentials: {
            name: string;
            password: string;
            /** @description The code of an authenticator app, or a recovery code, once `TotpRequired` has asked for it. */
            totp?: string | null;
        };
        /**
         * @description What is wrong with an original.
         * @enum {string}
         */
        Damage: "missing" | "altered" | "unreadable";
        /** @description A department. */
        DepartmentBody: {
            code: string;
            name: components["schemas"]["Bilingual"];
        };
        /** @description How labels look, and what they are printed on. */
        Design: {
            /**
             * Format: int32
             * @description The same, downwards.
             */
            down_tenths?: number;
            /**
             * Format: int32
             * @description The printer's dots in an inch; 203 unless said.
             */
            dpi?: number | null;
            /** @description What it is printed on; by default paper of the template's own size. */
            paper?: components["schemas"]["Paper"];
            /**
             * Format: int32
             * @description By how much the printer is off, to the right, in tenths of a millimetre.
             */
            right_tenths?: number;
            /**
             * Format: int32
             * @description The first place on the sheet that is still free, counted from 1.
             */
            start?: number;
            /** @description The template: one that comes with the program, or one of the archive's own. */
            template: string;
            /** @description In which language its words are. */
            words?: components["schemas"]["Spoken"];
        };
        /** @description Folders that wait at a desk to be put away. */
        DeskWaits: {
            /** @description The first of them in walking order. */
            first: components["schemas"]["FolderHit"][];
            /** @description How many. */
            total: number;
        };
        /** @description Why an attachment is taken off. */
        DetachBody: {
            reason: string;
        };
        /**
         * @description What contradicts what.
         * @enum {string}
         */
        DiscrepancyKind: "misplaced" | "lent_but_here" | "gone_but_here" | "not_handed_over" | "returned_not_lent" | "unknown_code" | "unknown_place" | "no_room" | "taken_though_refused" | "unknown_paper" | "paper_taken";
        /** @description A discrepancy. */
        DiscrepancyShown: {
            /** @description The folder's own code, if it is about a known one. */
            folder?: string | null;
            /** @description What contradicts what. */
            kind: components["schemas"]["DiscrepancyKind"];
            /** @description The same in words. */
            label: string;
            /** @description Those of them that need words. */
            needs_words: components["schemas"]["Settling"][];
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /** @description What was seen. */
            observed: components["schemas"]["ObservedShown"];
            /**
             * Format: date-time
             * @description When it was learned of.
             */
            raised_at: string;
            /**
             * Format: int64
             * @description The frame that raised it.
             */
            raised_seq: number;
            recorded?: components["schemas"]["RecordedShown"] | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            settled?: components["schemas"]["SettledShown"] | null;
            /** @description The ways in which a person may settle it; none once it is settled. */
            settlings: components["schemas"]["Settling"][];
            /** @description Open, or settled. */
            state: components["schemas"]["DiscrepancyState"];
            /** @description What to call the folder. */
            title?: string | null;
        };
        /**
         * @description Open, or settled.
         * @enum {string}
         */
        DiscrepancyState: "open" | "settled";
        /** @description Room on the disk that the archive is on. */
        DiskShown: {
            /**
             * Format: int64
             * @description Nothing where the system cannot say.
             */
            free_bytes?: number | null;
            /** Format: int64 */
            ledger_bytes: number;
            pictures?: components["schemas"]["PicturesShown"] | null;
            /** Format: int64 */
            search_bytes: number;
            /** Format: int64 */
            views_bytes: number;
        };
        /** @description One paper of the checklist. */
        DocumentDef: {
            /** @description Only when the case calls for it. */
            conditional?: boolean;
            /** @description Original or copy. */
            form?: components["schemas"]["DocumentForm"];
            /** @description Its id, as a field's. */
            id: string;
            /** @description What people see. */
            name: components["schemas"]["Bilingual"];
            /** @description Papers of one group stand for each other: one of them is enough. */
            one_of?: string | null;
            /** @description Signatures that must be on it. */
            signatures?: components["schemas"]["Signature"][];
        };
        /**
         * @description Which form of a paper belongs in the folder.
         * @enum {string}
         */
        DocumentForm: "either" | "original" | "copy" | "both";
        /** @description The last day of a deadline. */
        DueAnswer: {
            /**
             * Format: date
             * @description The day.
             */
            date: string;
            /** @description Whether a year on the way is not given out yet, and was counted by its weekends. */
            is_provisional: boolean;
        };
        /** @description An open case that is due on another day by the calendar as it is now. */
        DueChange: {
            /** @description The case, as it is. */
            case: components["schemas"]["CaseLine"];
            /** @description When it would be due. */
            due: components["schemas"]["DueShown"];
        };
        /** @description When the papers of a case are due. */
        DueShown: {
            /**
             * Format: date
             * @description The last day on which they are in time.
             */
            date: string;
            /** @description Whether more time was granted. */
            is_extended: boolean;
            /** @description Whether a year on the way is not given out yet, and was counted by its weekends. */
            is_provisional: boolean;
        };
        /**
         * @description What became of a case in a transfer.
         * @enum {string}
         */
        EntryOutcome: "taken" | "turned_away";
        /** @description An order to erase. */
        EraseBody: {
            /** @description What the plan asked to be typed. */
            confirm: string;
            /** @description The asker's password once more; a token cannot erase. */
            password?: string | null;
            /** @description The plan that was shown. */
            plan: string;
            /** @description On whose order, and by what paper; it may not name the subject. */
            reason: string;
        };
        /** @description What was erased. */
        Erased: {
            /** @description How many private items were overwritten. */
            items: number;
            /** @description How many scanned files were destroyed. */
            originals: number;
            /** @description How many scanned pages were erased. */
            pages: number;
            /**
             * Format: int64
             * @description The frame that records it.
             */
            seq: number;
            /** @description Whether views and index are still being made anew. */
            under_way: boolean;
        };
        /** @description How many private items of one kind of event go. */
        ErasedKind: {
            /** @description How many. */
            count: number;
            /** @description The event's kind. */
            kind: string;
            /** @description What they are, in the language asked for. */
            label: string;
        };
        /** @description A folder that an erasure touches: where it stands, whoever has to take papers out of it too. */
        ErasureFolder: {
            /** @description How many files are taken off it. */
            file_count: number;
            /** @description The folder, before anything is erased. */
            folder: components["schemas"]["FolderHit"];
            /** @description Whether it is about others too, who keep what is theirs. */
            shared: boolean;
        };
        /** @description What would be erased of a subject, and what would stay. */
        ErasurePlan: {
            /** @description All of these, as lines of a list; those of nobody else first. Up to 200. */
            affected: components["schemas"]["ErasureFolder"][];
            /** @description Scanned files that stay closed, because pages of others are in them. Up to 200. */
            closed_originals: components["schemas"]["ClosedShown"][];
            /** @description What has to be typed to confirm. */
            confirm: string;
            /** @description How many go in all. */
            event_count: number;
            /** @description How many private items go, by kind of event. */
            events: components["schemas"]["ErasedKind"][];
            /** @description How many files are taken off those folders; deleted are those that no other folder has. */
            file_count: number;
            /** @description How many there are. */
            folder_count: number;
            /** @description Folders that are about nobody else: their own words go. Up to 200. */
            folders: string[];
            /** @description How many scanned files go with them. */
            original_count: number;
            /** @description How many scanned pages go. */
            page_count: number;
            /** @description What has to be sent to have exactly this erased. */
            plan: string;
            /**
             * Format: int64
             * @description The last frame it knows of.
             */
            seq: number;
            /** @description Folders that are about others too: they keep what does not mention the subject. Up to 200. */
            shared_folders: string[];
            /** @description What stays, and why. */
            stays: components["schemas"]["ErasureStays"][];
            /**
             * Format: int32
             * @description The subject.
             */
            subject: number;
        };
        /** @description Something that stays. */
        ErasureStays: {
            /** @description How many. */
            count: number;
            /** @description Where: folders' codes, some of them. */
            folders: string[];
            /** @description The same as a sentence, in the language asked for. */
            sentence: string;
            /** @description Whose: other subjects' numbers, some of them. */
            subjects: number[];
            /** @description Why: `other_subject`, `other_folder`, `facts`, `account`, `shared_folder`, `on_loan`, `vehicle`, `shared_original`. */
            why: string;
        };
        /** @description Until when more time is asked for, and why. */
        ExtendBody: {
            /** Format: date */
            due: string;
            reason: string;
        };
        /** @description How often a value occurs. */
        FacetValue: {
            /**
             * Format: int64
             * @description How many folders have it.
             */
            count: number;
            /** @description The months of a year. */
            under?: components["schemas"]["FacetValue"][];
            /** @description The value: a code, a state, a year or month; `-` for none. */
            value: string;
        };
        /** @description Why a file could not be read. */
        FaultShown: {
            /** @description Whether reading the same file once more can help. */
            again: boolean;
            /**
             * @description `unsupported`, `damaged`, `encrypted`, `too_large`, `too_many_pages`, `empty`, `crashed`, `too_slow` or `vanished`;
             *     more may come.
             */
            code: string;
            /** @description The same in the language asked for, with what helps. */
            detail: string;
        };
        /** @description One custom field. */
        FieldDef: {
            /** @description The list of a choice. */
            choices?: components["schemas"]["ChoiceValue"][];
            /** @description Its id, `[a-z][a-z0-9_]{0,31}`. */
            id: string;
            /** @description What it holds. */
            kind: components["schemas"]["FieldKind"];
            /** @description What people see. */
            name: components["schemas"]["Bilingual"];
            /** @description Whether a folder without it is flagged. */
            required?: boolean;
        };
        /**
         * @description What a custom field holds.
         * @enum {string}
         */
        FieldKind: "text" | "number" | "money" | "date" | "phone" | "vin" | "plate" | "identity_number" | "organisation_code" | "choice";
        /** @description A field that a template may name. */
        FieldShown: {
            /** @description As it stands in the template, in braces. */
            name: string;
            /** @description What it is. */
            title: components["schemas"]["Bilingual"];
        };
        /** @description The numbers of one department, person, business type or month. */
        FigureLine: {
            /**
             * Format: int64
             * @description Of those that came, the ones of which nothing was wanting when they were brought first.
             */
            complete_at_first: number;
            /**
             * Format: double
             * @description `complete_at_first / received`, 0 to 1; nothing if none came.
             */
            completeness?: number | null;
            /**
             * Format: int64
             * @description Cases that were due: that came, or whose day is over.
             */
            due: number;
            /**
             * Format: int64
             * @description Of those due, the ones whose day was moved after it was settled, or by whoever hands over; each has its reason in its
             *     history, as have those of the next two.
             */
            due_moved: number;
            /**
             * Format: int64
             * @description Of those due, the ones that were granted more time before the day had passed.
             */
            extended: number;
            /**
             * Format: int64
             * @description Of those due, the ones that came on their day or before.
             */
            in_time: number;
            /**
             * Format: int64
             * @description The others of those that came.
             */
            incomplete: number;
            /** @description What names it in `evidence`: a code, a number, `2026-03`; `-` where nobody said whose the cases are. */
            key: string;
            /** @description What to show. */
            label: string;
            /**
             * Format: int64
             * @description Of those due, the ones that came later or not at all.
             */
            late: number;
            /**
             * Format: int64
             * @description Of those due, the ones that have not come at all.
             */
            outstanding: number;
            /**
             * Format: int64
             * @description Of those due, the ones that were put on another department or person after they were settled.
             */
            reassigned: number;
            /**
             * Format: int64
             * @description Cases that came.
             */
            received: number;
            /**
             * Format: double
             * @description `in_time / due`, 0 to 1; nothing if none was due.
             */
            timeliness?: number | null;
        };
        /** @description What a plan comes to. */
        Figures: {
            /**
             * Format: int64
             * @description Those of them that are not on their shelf now: nobody has to carry them.
             */
            away: number;
            /**
             * Format: int64
             * @description Boxes that move by themselves.
             */
            boxes: number;
            /**
             * Format: int64
             * @description Folders that get another home, however they move.
             */
            folders: number;
            /**
             * Format: int64
             * @description Shelves that are in use before and free after.
             */
            freed: number;
            /**
             * Format: int64
             * @description The same after.
             */
            mixed_after: number;
            /**
             * Format: int64
             * @description Shelves that mix lanes or periods before, among those that it touches.
             */
            mixed_before: number;
            /**
             * Format: int64
             * @description Shelves that are free before and in use after.
             */
            opened: number;
            /**
             * Format: int64
             * @description Pieces that find no place.
             */
            refused: number;
            /**
             * Format: int64
             * @description Shelves that move whole.
             */
            shelves: number;
            /**
             * Format: int64
             * @description Pieces that go into a zone that does not accept all of their folders.
             */
            unaccepted?: number;
        };
        /** @description The folder that was scanned. */
        FileBody: {
            folder: string;
        };
        /**
         * @description Whether a file is what came in, as far as is known.
         * @enum {string}
         */
        Fixity: "whole" | "altered" | "missing" | "unreadable" | "unchecked" | "erased";
        /** @description Whether a file is what came in. */
        FixityShown: {
            /**
             * Format: date-time
             * @description When all files were gone over last.
             */
            at?: string | null;
            state: components["schemas"]["Fixity"];
        };
        /** @description Something to look at. */
        Flag: {
            /** @description Its stable code. */
            code: string;
            /** @description A sentence in the language asked for. */
            detail: string;
        };
        /** @description The short answer to lending and returning: where the folder is now and who has it, as on its card. */
        FolderBrief: {
            /** @description Its own code. */
            code: string;
            /**
             * Format: int32
             * @description Its internal number.
             */
            folder_no: number;
            loan?: components["schemas"]["LoanShown"] | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /** @description Where it is and where it belongs. */
            where: components["schemas"]["WhereShown"];
        };
        /** @description A folder, whole. */
        FolderCard: {
            /** @description Former own codes. */
            aliases: string[];
            assignment?: components["schemas"]["AssignmentShown"] | null;
            /**
             * Format: date
             * @description Its business date.
             */
            business_date?: string | null;
            /** @description Its business type's code. */
            business_type: string;
            /**
             * Format: int64
             * @description The last frame that changed anything about it: what undoing that takes.
             */
            changed_seq: number;
            /** @description Its secrecy class's code. */
            class: string;
            /** @description Its own code. */
            code: string;
            /** @description Its condition. */
            condition: components["schemas"]["Condition"];
            /** @description Its department's code. */
            department?: string | null;
            /** @description Where the record and somebody's eyes contradict each other. */
            discrepancies: components["schemas"]["OpenShown"][];
            /** @description Custom fields by id. */
            fields: {
                [key: string]: string;
            };
            /** @description What to look at. */
            flags: components["schemas"]["Flag"][];
            /**
             * Format: int32
             * @description Its internal number.
             */
            folder_no: number;
            /** @description Old numbers, contract numbers. */
            foreign_codes: string[];
            last_seen?: components["schemas"]["LastSeen"] | null;
            loan?: components["schemas"]["LoanShown"] | null;
            /** @description A free note. */
            note: string;
            /**
             * Format: date
             * @description When it was opened.
             */
            opened_on: string;
            /**
             * Format: int32
             * @description How many of its scanned pages were erased on a lawful order.
             */
            pages_erased: number;
            /** @description The period of its business date, such as `2026-03`; empty without one. */
            period: string;
            /**
             * Format: date-time
             * @description When it was registered.
             */
            registered_at: string;
            /** @description By whom. */
            registered_by: string;
            /** @description The last remark on its condition or whereabouts. */
            remark: string;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /** @description Who it is about, the main one first. */
            subjects: components["schemas"]["FolderSubject"][];
            /**
             * Format: int32
             * @description How thick it is.
             */
            thickness_mm: number;
            /** @description What to call it: its main subject's name, or its code. */
            title: string;
            /** @description The type's name. */
            type_name: components["schemas"]["Bilingual"];
            /**
             * Format: int32
             * @description The version of that type it was registered under.
             */
            type_version: number;
            /**
             * Format: int64
             * @description The version of its metadata; the ETag.
             */
            version: number;
            /**
             * Format: int32
             * @description Which volume of its file it is, if the file has several.
             */
            volume?: number | null;
            /** @description All volumes of its file that whoever asks may see, in order; empty if it is a file of its own. */
            volumes?: components["schemas"]["VolumeShown"][];
            /** @description Where it is and where it belongs. */
            where: components["schemas"]["WhereShown"];
        };
        /** @description A folder, as a line in a list. */
        FolderHit: {
            /** @description Who has it. */
            borrower?: string | null;
            /**
             * Format: date
             * @description Its business date.
             */
            business_date?: string | null;
            /** @description Its business type's code. */
            business_type: string;
            /** @description Its secrecy class's code. */
            class: string;
            /** @description Its own code. */
            code: string;
            /** @description Its department's code. */
            department?: string | null;
            /**
             * Format: date
             * @description The day it is due.
             */
            due?: string | null;
            /** @description Where the query was found. */
            highlights?: components["schemas"]["Highlight"][];
            /** @description Where it belongs. */
            home_label?: string | null;
            /** @description Where it is. */
            place_label: string;
            /** @description Its state; clients must tolerate ones added later. */
            state: string;
            /** @description Its other subjects. */
            subtitle: string;
            /** @description What to call it. */
            title: string;
            /** @description The type's name. */
            type_name: components["schemas"]["Bilingual"];
            /**
             * Format: int32
             * @description Which volume of its file it is, if the file has several.
             */
            volume?: number | null;
        };
        /** @description A folder in a slot, as wide as it is thick. */
        FolderInSlot: {
            business_type: string;
            code: string;
            /** @description Its state: what is lent keeps its place. Clients must tolerate ones added later. */
            state?: string | null;
            /** Format: int32 */
            thickness_mm: number;
        };
        /** @description A folder's metadata to change; what is absent stays. */
        FolderPatchBody: {
            /** Format: date */
            business_date?: string | null;
            business_type?: string | null;
            class?: string | null;
            condition?: components["schemas"]["Condition"] | null;
            department?: string | null;
            /** @description Custom fields to change; an empty value clears one. */
            fields?: {
                [key: string]: string;
            } | null;
            note?: string | null;
            subjects?: components["schemas"]["SubjectBody"][] | null;
            /** Format: int32 */
            thickness_mm?: number | null;
        };
        /** @description A subject on a folder. */
        FolderSubject: {
            /** @description A postal address. */
            address: string;
            /** @description Whether its personal data were erased by order: everything about it is empty then. */
            erased: boolean;
            /**
             * Format: date
             * @description Since when it has had that role.
             */
            from?: string | null;
            /** @description What tells it from others. */
            identities: components["schemas"]["Identity"][];
            /** @description What sort it is. */
            kind: components["schemas"]["SubjectKind"];
            /** @description Its name. */
            name: string;
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /** @description Telephone numbers. */
            phones: string[];
            /** @description Its role on this folder. */
            role: string;
            /**
             * Format: date
             * @description Until when.
             */
            until?: string | null;
        };
        /** @description A follower of the ledger. */
        FollowerShown: {
            /** Format: int64 */
            behind: number;
            name: string;
            /** Format: int64 */
            position: number;
        };
        /** @description How full something was, is, and will be. */
        ForecastLine: {
            /** @description What will be at the end of this month and of those after it, if there is room. */
            ahead_mm: number[];
            /** @description What each past month brought. */
            arrived_mm: number[];
            /**
             * Format: int64
             * @description Of a lane: what it takes up, and what the zones that take it have left.
             */
            capacity_mm: number;
            code: string;
            /**
             * Format: date
             * @description The day on which it will be full; nothing if that is more than fifty years away or nothing comes in.
             */
            full_on?: string | null;
            /** @description How many complete months are known, up to 24; with less than 12, each month to come brings their average. */
            known_months: number;
            name: components["schemas"]["Bilingual"];
            of: components["schemas"]["ForecastOf"];
            /** @description What was taken up at the end of each past month, of what is there now. */
            past_mm: number[];
            /** Format: int64 */
            used_mm: number;
            /**
             * Format: int64
             * @description What the last twelve complete months brought.
             */
            year_mm: number;
        };
        /**
         * @description What a line of a forecast is about.
         * @enum {string}
         */
        ForecastOf: "storeroom" | "zone" | "lane";
        /** @description A form to print. */
        FormBody: components["schemas"]["FormQuery"] & {
            /** @description Folders, by any of their codes, at most 2,000. */
            codes?: string[];
            /** @description Which form, by its kind, such as `contents`. */
            form: string;
        };
        /**
         * @description As what a form is wanted.
         * @enum {string}
         */
        FormFormat: "pdf" | "png" | "svg" | "pages";
        /**
         * @description In which language a form is.
         * @enum {string}
         */
        FormLanguage: "zh" | "en" | "both";
        /**
         * @description A list of the archive's whose folders a form takes.
         * @enum {string}
         */
        FormList: "at_desk" | "missing" | "misplaced" | "damaged" | "not_labelled" | "to_apply" | "to_reprint" | "to_move";
        /** @description A form to be shown: its pages as drawings, in true size. */
        FormPages: {
            /**
             * Format: float
             * @description How high.
             */
            height_mm: number;
            /** @description SVG drawings of the first 40 pages. */
            pages: string[];
            /** @description How many pages it has. */
            total: number;
            /** @description What whoever prints should know, a sentence each. */
            warnings: string[];
            /**
             * Format: float
             * @description How wide they are, in millimetres.
             */
            width_mm: number;
        };
        /** @description What a form is about, and how it is wanted. */
        FormQuery: {
            /** @description A department's code: what is wanting of all its cases. */
            department?: string | null;
            /**
             * Format: int32
             * @description The printer's dots in an inch, 72 to 600.
             */
            dpi?: number | null;
            /** @description `pdf`, `png` or `svg`, the pictures of one page; or `pages`, drawings of all in JSON. */
            format?: components["schemas"]["FormFormat"];
            language?: components["schemas"]["FormLanguage"] | null;
            list?: components["schemas"]["FormList"] | null;
            /**
             * @description What it is about, by any of its codes: a folder, a case, a place, a person's number or badge, a transfer's number.
             *     Of a separator also a business type: its papers of any case. Of a list of folders the place they stand in.
             */
            of?: string | null;
            /** @description Which page a picture is of, from 1. */
            page?: number | null;
            /**
             * Format: int32
             * @description A single paper of the case, by its number.
             */
            paper?: number | null;
            /** @description `own`, `a4` or `letter`. */
            sheet?: components["schemas"]["FormSheet"];
            /** @description A template of that kind, shipped or the archive's own, where the usual one is not wanted. */
            template?: string | null;
        };
        /**
         * @description On what paper.
         * @enum {string}
         */
        FormSheet: "own" | "a4" | "letter";
        /**
         * @description What sort of file.
         * @enum {string}
         */
        Format: "csv" | "xlsx";
        /**
         * @description What said where a page belongs.
         * @enum {string}
         */
        FoundBy: "label" | "case_slip" | "separator" | "following" | "told" | "hand" | "swapped";
        /**
         * @description What is wrong with a paper.
         * @enum {string}
         */
        GapKind: "missing" | "wrong" | "unfit" | "form" | "unsigned_by_customer" | "unsigned_by_staff";
        /** @description A case that came with something wanting. */
        GapLine: {
            /** @description The case. */
            case: components["schemas"]["CaseLine"];
            /** @description What is wanting of it. */
            gaps: components["schemas"]["GapShown"][];
            /**
             * Format: date-time
             * @description When its papers came.
             */
            since?: string | null;
        };
        /** @description What is wanting of a case. */
        GapShown: {
            /** @description The papers' numbers; of several that stand for each other, all of them. */
            papers: number[];
            /** @description The same in words, in the language asked for. */
            text: string;
            /** @description What is wrong. */
            why: components["schemas"]["GapKind"];
        };
        /**
         * @description How long the periods of a lane are.
         * @enum {string}
         */
        Granularity: "month" | "quarter" | "year";
        /** @description A folder on a card. */
        GroupFolder: components["schemas"]["FolderHit"] & {
            /** @description Whether it is a hit itself, or only of the same subject. */
            matches: boolean;
        };
        /** @description Who a card is about. */
        GroupSubject: {
            /** @description What sort it is. */
            kind: components["schemas"]["SubjectKind"];
            /** @description Its name. */
            name: string;
            /**
             * Format: int32
             * @description The subject's number.
             */
            no: number;
        };
        /** @description Where a query was found. */
        Highlight: {
            /**
             * @description The field: `name`, `code`, `date`, `phone`, `vin`, `plate`, `identity`, `field`, `note`, `address`, `page`; more may
             *     come.
             */
            field: string;
            /** @description What it is called, in the language asked for. */
            label: string;
            /**
             * Format: int32
             * @description The page on which it stands.
             */
            page?: number | null;
            /** @description The same in parts. */
            parts: components["schemas"]["HighlightPart"][];
            /** @description Its text, or what stands around what was found; empty if only the folder's card may show it. */
            text: string;
        };
        /** @description A part of a text that is shown. */
        HighlightPart: {
            /** @description Whether it met the query. */
            hit: boolean;
            /** @description The text. */
            text: string;
        };
        /** @description One thing that happened to a folder. */
        HistoryItem: {
            /** @description Who did it. */
            actor: components["schemas"]["PersonRef"];
            /**
             * Format: date-time
             * @description When it was recorded.
             */
            at: string;
            /** @description The event's facts. */
            detail: Record<string, never>;
            /** @description The code of the folder it happened to, where that was merged into this one. */
            folder?: string | null;
            /** @description What tells it from every other entry. */
            id: string;
            /** @description The event's kind. */
            kind: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            occurred_at: string;
            /** @description What happened, in the language asked for. */
            sentence: string;
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
        };
        /** @description Days off in a row. */
        Holiday: {
            /**
             * Format: date
             * @description The first.
             */
            from: string;
            /** @description What is celebrated. */
            name: components["schemas"]["Bilingual"];
            /**
             * Format: date
             * @description The last.
             */
            until: string;
        };
        /** @description Where a folder belongs. */
        HomeShown: {
            /** @description The box. */
            box?: string | null;
            /** @description What to show. */
            label: string;
            /** @description The slot, or the slot its box stands in. */
            slot: string;
        };
        /** @description Something that tells one subject from another. */
        Identity: {
            /** @description What it is. */
            kind: components["schemas"]["IdentityKind"];
            /** @description Its canonical value. */
            value: string;
        };
        /**
         * @description What identifies a subject.
         * @enum {string}
         */
        IdentityKind: "identity_number" | "organisation_code" | "vin" | "plate" | "account" | "other";
        /** @description An import. */
        ImportShown: {
            /** Format: date-time */
            created_at: string;
            /** @description Whether the last run is or was a dry run. */
            dry_run: boolean;
            encoding: string;
            failure?: components["schemas"]["Problem"] | null;
            file_name: string;
            headings: string[];
            id: string;
            /** @description Where its job stands: see `/jobs/{id}`. */
            job_state: components["schemas"]["JobState"];
            mapping: components["schemas"]["MappingBody"];
            progress: components["schemas"]["Progress"];
            /** Format: int64 */
            rows: number;
            sample: string[][];
            state: components["schemas"]["ImportState"];
        };
        /**
         * @description How far an import is. Clients must tolerate states added later.
         * @enum {string}
         */
        ImportState: "uploaded" | "checking" | "checked" | "running" | "done" | "failed" | "paused" | "cancelled";
        /**
         * @description What becomes of a case that comes with gaps.
         * @enum {string}
         */
        Incomplete: "note" | "refuse";
        /**
         * @description What becomes of a case that comes with gaps.
         * @enum {string}
         */
        IncompleteIs: "accept" | "refuse";
        /** @description What a scanner can do with paper from one place. */
        Inputs: {
            /** @description With or without colours. */
            colours: components["schemas"]["Colours"][];
            /** @description Dots in an inch. */
            dpi: number[];
        };
        /** @description Where the first pages of a scan belong. */
        IntoShown: {
            /** @description The case's code. */
            case?: string | null;
            /** @description The folder's own code. */
            folder: string;
        };
        /** @description What became of one folder of several. */
        ItemResult: {
            /** @description The code it was named by, or got. */
            code: string;
            folder?: components["schemas"]["FolderCard"] | null;
            problem?: components["schemas"]["Problem"] | null;
        };
        /** @description What became of one row of a job. */
        JobRow: {
            /** @description The code of what moves. */
            code?: string | null;
            /** @description The same as a sentence, or why it should stand elsewhere and why there. */
            detail?: string | null;
            /**
             * Format: int64
             * @description How many folders go with it.
             */
            folders: number;
            /** @description Where it stood. */
            from?: string | null;
            outcome: components["schemas"]["RowOutcome"];
            /** @description What it is about: a folder of a table, or what moves. */
            piece: components["schemas"]["Piece"];
            /** @description Why it could not be done, or what is odd about it: a stable code. */
            problem?: string | null;
            /**
             * Format: int64
             * @description Which row: of the plan, or of the table as a spreadsheet shows it.
             */
            row: number;
            /** @description Where it goes. */
            to?: string | null;
        };
        /** @description A job. */
        JobShown: {
            /** @description Who asked for it; its commands are his. */
            asked_by: components["schemas"]["PersonRef"];
            /** @description Whether a command of it is under way: one that was paused or cancelled ends with that. */
            at_work: boolean;
            chosen?: components["schemas"]["ChosenBody"] | null;
            /** Format: date-time */
            created_at: string;
            /** @description Whether it changes nothing and only says what would come out. */
            dry_run: boolean;
            /** Format: date-time */
            ended_at?: string | null;
            figures?: components["schemas"]["Figures"] | null;
            /** @description An import's file. */
            file_name?: string | null;
            /** @description A move's: what leaves. */
            from?: string | null;
            /** @description While it is paused: it goes on as soon as it can. */
            goes_on_by_itself: boolean;
            id: string;
            /** @description `import`, `move` or `reslotting`; more may come. */
            kind: string;
            problem?: components["schemas"]["Problem"] | null;
            progress: components["schemas"]["Progress"];
            /** @description A move's or a re-slotting's: why, as it is recorded with every piece. */
            reason?: string | null;
            /** @description Where it stands; clients must tolerate states added later. */
            state: components["schemas"]["JobState"];
            /** @description A move's: where to. */
            to?: string | null;
            /** @description Whether you may pause, resume, cancel and delete it. */
            yours: boolean;
        };
        /**
         * @description Where a job stands in its life. Clients must tolerate states added later.
         * @enum {string}
         */
        JobState: "uploaded" | "waiting" | "running" | "paused" | "done" | "failed" | "cancelled";
        /** @description Of which file. */
        JoinFileBody: {
            /** @description A folder of the file, by any of its codes; the first volume from now on, if it is a file of its own. */
            file: string;
        };
        /** @description What is printed: exactly one of these. */
        LabelChoice: {
            /** @description These, by their codes: folders, places, badges, as the template shows. */
            codes: string[];
        } | {
            /** @description The folders on a list. */
            list: components["schemas"]["ListKind"];
        } | {
            /** @description The folders of an import, by its id. */
            import: string;
        } | {
            /**
             * Format: int32
             * @description The folders of a transfer's cases.
             */
            transfer: number;
        } | {
            /** @description The folders that a search finds: what its page's address says behind `?`. */
            search: string;
        } | {
            /**
             * @description The places within one, by its code: slots, shelves, boxes or ends of ranges, as the template shows; of a template
             *     for folders, those that belong there.
             */
            within: string;
        };
        /** @description How labels stand. */
        LabelCounts: {
            /**
             * Format: int64
             * @description Folders that have no label and for which none was printed.
             */
            not_labelled: number;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description Folders whose label was printed and is not on them yet.
             */
            to_apply: number;
            /**
             * Format: int64
             * @description Folders whose label has to be printed anew.
             */
            to_reprint: number;
        };
        /**
         * @description As what labels are wanted.
         * @enum {string}
         */
        LabelFormat: "pdf" | "png" | "svg" | "zpl" | "tspl";
        /** @description Labels to print. */
        LabelsBody: components["schemas"]["Design"] & {
            /** @description Only so many, for a look at the first. */
            at_most?: number | null;
            /** @description As what; a document unless said. */
            format?: components["schemas"]["LabelFormat"];
            /** @description Of pictures: which page, from 1. */
            page?: number | null;
            /** @description Why once more, of labels that were printed before. */
            reason?: string;
            /** @description Whether this is the print, to be recorded of the folders, and not only a look at it. */
            record?: boolean;
            /** @description How many of them were printed before: 2,000 are printed at a time. */
            skip?: number;
            /** @description What is printed. */
            what: components["schemas"]["LabelChoice"];
        };
        /** @description How labels stand. */
        LabelsWait: {
            /**
             * Format: int64
             * @description Folders that have no label and for which none was printed.
             */
            not_labelled: number;
            /**
             * Format: int64
             * @description Folders whose label was printed and is not on them yet.
             */
            to_apply: number;
            /**
             * Format: int64
             * @description Folders whose label has to be printed anew.
             */
            to_reprint: number;
        };
        /** @description A lane. */
        Lane: {
            /** Format: int32 */
            box_capacity_mm?: number | null;
            /** Format: int32 */
            box_outer_mm?: number | null;
            boxed: boolean;
            code: string;
            flags: components["schemas"]["Flag"][];
            name: components["schemas"]["Bilingual"];
            period: components["schemas"]["Granularity"];
            /** Format: int32 */
            reserve_per_mille: number;
            types: string[];
        };
        /** @description A lane to make or change. */
        LaneBody: {
            /**
             * Format: int32
             * @description What fits into one of its boxes; 50 by default.
             */
            box_capacity_mm?: number | null;
            /**
             * Format: int32
             * @description What one of its boxes takes up on the shelf; its capacity and 5 more by default.
             */
            box_outer_mm?: number | null;
            boxed?: boolean;
            name: components["schemas"]["Bilingual"];
            period: components["schemas"]["Granularity"];
            /**
             * Format: int32
             * @description What a run keeps for late-comers, in thousandths.
             */
            reserve_per_mille?: number | null;
            types: string[];
        };
        /** @description When and by whom a folder was last seen. */
        LastSeen: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description By whom. */
            by: string;
            place?: components["schemas"]["PlaceShown"] | null;
        };
        /** @description Papers that were noted after the hand-over. */
        LaterPapers: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who noted them. */
            by: components["schemas"]["Somebody"];
            /**
             * Format: date
             * @description The day.
             */
            date: string;
            /** @description The gaps they closed, and those that were found then, in words. */
            what: string;
        };
        /** @description Why a folder leaves for good. */
        LeaveBody: {
            reason: string;
            /** @description For a destruction: the numbers of two who watched. */
            witnesses?: number[];
        };
        /** @description A paper to lend alone. */
        LendPaperBody: {
            borrower: components["schemas"]["BorrowerBody"];
            /** Format: date */
            due?: string | null;
            paper: components["schemas"]["PaperName"];
            purpose?: string;
        };
        /** @description A list's columns. */
        ListColumns: {
            /** @description All columns that its table can have, in their usual order. */
            all: components["schemas"]["ColumnShown"][];
            /** @description Those that you chose, in your order; none if you did not choose: then a table has all. */
            chosen: string[];
            /** @description The list's name. */
            list: string;
        };
        /**
         * @description Which list.
         * @enum {string}
         */
        ListKind: "missing" | "misplaced" | "damaged" | "to_reprint" | "not_labelled" | "to_apply" | "to_move";
        /** @description A folder on one of the lists. */
        ListRow: {
            /** @description The folder: where it belongs, and where it stands. */
            folder: components["schemas"]["FolderHit"];
            last_holder?: components["schemas"]["PersonRef"] | null;
            last_seen?: components["schemas"]["LastSeen"] | null;
            /** @description The last remark on its condition or whereabouts. */
            note: string;
            /** @description Where it should have its home instead, on the list of those that should move. */
            proposed?: string | null;
            /** @description Why it needs a new label, if it does: `damaged`, `swapped`, `new`. */
            reprint?: string | null;
            /**
             * Format: date-time
             * @description Since when it is where it is by the record, or missing; or since when a label is wanted.
             */
            since?: string | null;
        };
        /** @description An event of the stream: its `event` is the `kind`, its `data` this, its `id` where to resume. Kinds may be added. */
        LiveEvent: {
            /** @description Its own code. */
            code: string;
            /** @enum {string} */
            kind: "folder";
            /** @description Where it is. */
            place: components["schemas"]["PlaceShown"];
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
            /** @description Its state; clients must tolerate ones added later. */
            state: string;
            /** @description The kinds of what happened, as in its history. */
            what: string[];
        } | {
            /** @description How many of them the watcher may see. */
            count: number;
            /** @enum {string} */
            kind: "folders";
            /**
             * Format: int64
             * @description The last frame among those that changed them.
             */
            seq: number;
        } | {
            /** @enum {string} */
            kind: "count";
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
            /** @description The kinds of what happened: `CountOpened`, `Sighted`, `UnknownCounted`, `CountClosed`, `CountCancelled`. */
            what: string[];
        } | {
            /** @description How many. */
            count: number;
            /** @enum {string} */
            kind: "counts";
            /**
             * Format: int64
             * @description The last frame among those that changed them.
             */
            seq: number;
        } | {
            /** @enum {string} */
            kind: "transfer";
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
            /** @description The kinds of what happened: `TransferOpened`, `CaseReceived`, `CaseTurnedAway`, `TransferClosed`. */
            what: string[];
        } | {
            /** @description How many of them the watcher may see. */
            count: number;
            /** @enum {string} */
            kind: "transfers";
            /**
             * Format: int64
             * @description The last frame among those that changed them.
             */
            seq: number;
        } | {
            /** @enum {string} */
            kind: "scan";
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
            /** @description The kinds of what happened: `ScanReceived`, `ScanRead`, `PagesMoved` and others. */
            what: string[];
        } | {
            /** @enum {string} */
            kind: "reading";
            /**
             * Format: int32
             * @description The scan's number.
             */
            no: number;
            /**
             * Format: int32
             * @description How many it has, if its file says so.
             */
            of?: number | null;
            /**
             * Format: int32
             * @description How many of its pages were read.
             */
            pages: number;
            /**
             * Format: int64
             * @description The last frame the watcher knows of.
             */
            seq: number;
        } | {
            /** @description The run's id. */
            id: string;
            /** @enum {string} */
            kind: "scanning";
            /**
             * Format: int32
             * @description How many documents came.
             */
            pages: number;
            /** @description The scanner, by its code. */
            scanner: string;
            /**
             * Format: int64
             * @description The last frame the watcher knows of.
             */
            seq: number;
            /** @description Where it stands; clients must tolerate states added later. */
            state: components["schemas"]["RunState"];
        } | {
            /** @description How many of them the watcher may see. */
            count: number;
            /** @enum {string} */
            kind: "scans";
            /**
             * Format: int64
             * @description The last frame among those that changed them.
             */
            seq: number;
        } | {
            /** @description The folder's own code, if it is about a known one. */
            folder?: string | null;
            /** @enum {string} */
            kind: "discrepancy";
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
            /** @description The kinds of what happened: `DiscrepancyRaised`, `DiscrepancySettled`. */
            what: string[];
        } | {
            /** @description How many of them the watcher may see. */
            count: number;
            /** @enum {string} */
            kind: "discrepancies";
            /**
             * Format: int64
             * @description The last frame among those that did.
             */
            seq: number;
        } | {
            /** @description Whether it changes nothing and only says what would come out. */
            dry_run: boolean;
            /** @description Its id. */
            id: string;
            /** @enum {string} */
            kind: "job";
            /** @description How far it is. */
            progress: components["schemas"]["Progress"];
            /**
             * Format: int64
             * @description The last frame the watcher knows of.
             */
            seq: number;
            /** @description Where it stands; clients must tolerate states added later. */
            state: components["schemas"]["JobState"];
            /** @description `import`, `move` or `reslotting`; more may come. */
            work: string;
        } | {
            /** @description Its id. */
            id: string;
            /** @enum {string} */
            kind: "print";
            /** @description The printer, by its code. */
            printer: string;
            /**
             * Format: int64
             * @description The last frame the watcher knows of.
             */
            seq: number;
            /** @description Where it stands; clients must tolerate states added later. */
            state: components["schemas"]["PrintState"];
        } | {
            /** @enum {string} */
            kind: "settings";
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
            /** @description The kinds of what happened. */
            what: string[];
        } | {
            /** @enum {string} */
            kind: "position";
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
        } | {
            /** @enum {string} */
            kind: "reset";
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
        };
        /** @description A loan, in a list. */
        LoanLine: {
            /** @description Who has it. */
            borrower: components["schemas"]["PersonRef"];
            /**
             * Format: date
             * @description The day it is due.
             */
            due: string;
            /** @description The folder; of a single paper the one it belongs in. */
            folder: components["schemas"]["FolderHit"];
            /**
             * Format: int64
             * @description How many days it is overdue; 0 if it is not.
             */
            overdue_days: number;
            paper?: components["schemas"]["LoanPaper"] | null;
            /** @description Why, in the borrower's words. */
            purpose?: string | null;
            /**
             * Format: int32
             * @description How often it was renewed.
             */
            renewals: number;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
        };
        /** @description A single paper on the list of loans. */
        LoanPaper: {
            /** @description Its case's code. */
            case: string;
            /** @description What it is called in English. */
            name_en: string;
            /** @description What it is called in Chinese. */
            name_zh: string;
            /**
             * Format: int32
             * @description Its number in the case.
             */
            paper: number;
            /** @description Whether it did not come back with its folder, or was lost on loan. */
            short: boolean;
        };
        /** @description A loan of a folder. */
        LoanShown: {
            /** @description Who has it. */
            borrower: components["schemas"]["PersonRef"];
            /**
             * Format: date
             * @description The day it is due.
             */
            due: string;
            /**
             * Format: int64
             * @description How many days it is overdue; 0 if it is not.
             */
            overdue_days: number;
            /** @description Why, in the borrower's words. */
            purpose?: string | null;
            /**
             * Format: int32
             * @description How often it was renewed.
             */
            renewals: number;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
        };
        /** @description What is out, folders and single papers. */
        LoansWait: {
            /** @description Due from today to the last day of this week. */
            due_this_week: number;
            /** @description Due today. */
            due_today: number;
            /** @description The first of them, the one due first first. */
            first: components["schemas"]["LoanLine"][];
            /** @description Past their day. */
            overdue: number;
            /** @description How many are out. */
            total: number;
        };
        /** @description Whose certificate is to be looked at. */
        LookBody: {
            /** @description Where the scanner is: `https://host:port/eSCL`. */
            address: string;
        };
        /** @description A token that was made. The secret is shown here and never again. */
        MadeToken: {
            id: string;
            name: string;
            secret: string;
        };
        /** @description Something that shelves refer to by its place in a list. */
        MapName: {
            code: string;
            name: components["schemas"]["Bilingual"];
        };
        /** @description A range as a map draws it. Its shelves follow each other side by side, bay by bay, from the lowest up. */
        MapRange: {
            /** Format: int32 */
            bays: number;
            code: string;
            /** Format: int32 */
            shelves: number;
            /** @description `["L","R"]`, or `["-"]` for one side. */
            sides: string[];
            /** Format: int32 */
            slot_width_mm: number;
            /** Format: int32 */
            slots: number;
        };
        /** @description The shelves of a map, one entry each in every list, in walking order. */
        MapShelves: {
            /** @description Blocked slots. */
            blocked: number[];
            /** @description Blocked slots left out. */
            capacity_mm: number[];
            code: string[];
            /** @description Folders with an open discrepancy. */
            discrepancies: number[];
            /** @description Folders that have their home there and that one may see. */
            folders: number[];
            /** @description Which of the map's lanes; -1 for none, and where several stand. */
            lane: number[];
            /** @description Folders that are missing. */
            missing: number[];
            /** @description 1 where folders of several lanes or periods stand. */
            mixed: number[];
            /** @description The day on which something of it last moved: was put away, lent, came back. */
            moved_on: (string | null)[];
            /** @description The oldest business date. */
            oldest: (string | null)[];
            /** @description Folders that are overdue. */
            overdue: number[];
            /** @description Which of the map's periods; -1 for none, and where several stand. */
            period: number[];
            used_mm: number[];
            /** @description Which of the map's zones; -1 for none. */
            zone: number[];
        };
        /** @description What a column means. */
        MappedColumn: {
            heading: string;
            /** @description `code`, `foreign_code`, `business_type`, `business_date`, `subject.name`, `field:<id>`, `ignore`, … */
            target: string;
        };
        /** @description What a table's columns mean. */
        MappingBody: {
            columns: components["schemas"]["MappedColumn"][];
            /** @description What holds where a row says nothing: `business_type`, `department`, `class`. */
            defaults?: Record<string, never>;
        };
        /** @description Who is signed in, and what his pages need to know. */
        Me: {
            /** @description To be sent with each write as `x-csrf-token`. */
            csrf: string;
            /** @description Whether an authenticator app is asked for at sign-in. */
            has_totp: boolean;
            /** @description Whether a new password must be chosen before anything else. */
            must_change_password: boolean;
            /** @description Whether an authenticator app must be set up before anything else. */
            must_set_up_totp: boolean;
            /** @description What his role may do. */
            permissions: string[];
            /** @description Who. */
            person: components["schemas"]["MyPerson"];
            /** @description How many recovery codes are left. */
            recovery_codes_left: number;
            /** @description The archive's settings, as far as pages need them. */
            settings: components["schemas"]["MySettings"];
            /** @description How far the archive is set up. */
            setup: components["schemas"]["Setup"];
        };
        /** @description How thick a folder is now. */
        MeasureBody: {
            /** Format: int32 */
            thickness_mm: number;
        };
        /** @description A folder that was measured, and what would help it. */
        Measured: {
            /** @description The folder. */
            folder: components["schemas"]["FolderCard"];
            /** @description What would help it. */
            remedy: components["schemas"]["RemedyShown"];
        };
        /** @description Into which subject. */
        MergeBody: {
            /** Format: int32 */
            into: number;
        };
        /** @description Into which folder. */
        MergeFolderBody: {
            /** @description The folder that stays, by a code of its. */
            into: string;
            /** @description Why. */
            reason: string;
            /**
             * Format: int32
             * @description How thick it is then; by default as thick as both.
             */
            thickness_mm?: number | null;
        };
        /** @description A move to ask for. */
        MoveBody: {
            /** @description Only say what would come out. */
            dry_run?: boolean;
            /** @description The shelf, range or storeroom that leaves. */
            from: string;
            /** @description Why; recorded with every piece. */
            reason?: string;
            /** @description The shelf, range or storeroom it goes to. */
            to: string;
        };
        /** @description A folder to carry somewhere. */
        MoveLine: {
            folder: components["schemas"]["FolderHit"];
            from: string;
            to: string;
        };
        /** @description Where pages belong. */
        MovePagesBody: {
            /**
             * Format: int32
             * @description The page of that folder before which they are to stand; else behind all others.
             */
            before?: number | null;
            /** @description Their numbers, in the order in which they are to stand; 500 at most. */
            pages: number[];
            to: components["schemas"]["PageTargetBody"];
        };
        /** @description To which case a paper belongs. */
        MovePaperBody: {
            /** @description What it is called there, if that case's list does not say; by default as here. */
            name?: string;
            paper: components["schemas"]["PaperName"];
            /** @description Why. */
            reason?: string;
            /** @description The case it belongs to. */
            to_case: string;
            to_paper?: components["schemas"]["PaperName"] | null;
        };
        /** @description Who is signed in. */
        MyPerson: {
            badge_code: string;
            department?: string | null;
            display_name: string;
            name: string;
            /** Format: int32 */
            no: number;
            role: components["schemas"]["Role"];
        };
        /** @description The archive's settings, as far as pages need them. */
        MySettings: {
            archive_name: string;
            base_url: string;
            /** Format: int32 */
            default_loan_days: number;
            /** Format: int32 */
            max_loan_days: number;
            time_zone: string;
            /** Format: date */
            today: string;
        };
        /** @description Something that has a code and a name. */
        Named: {
            /** @description Its code. */
            code: string;
            /** @description Its English name. */
            name_en: string;
            /** @description Its Chinese name. */
            name_zh: string;
        };
        /** @description A saved mapping. */
        NamedMapping: {
            mapping: components["schemas"]["MappingBody"];
            name: string;
        };
        /** @description A word that stands in the way. */
        Nearest: {
            /**
             * Format: int64
             * @description How many folders it finds alone, beside what is chosen; nothing for a word that is about whereabouts.
             */
            alone?: number | null;
            /** @description The query without it. */
            q: string;
            /** @description The query with it alone. */
            q_alone?: string | null;
            /** @description The word. */
            text: string;
            /**
             * Format: int64
             * @description How many would be found without it.
             */
            without: number;
        };
        /** @description A box to open. */
        NewBox: {
            /** Format: int32 */
            capacity_mm: number;
            code?: string | null;
            /** Format: int32 */
            outer_mm?: number | null;
            slot: string;
        };
        /** @description A case to announce. Only its type has to be known; everything else can be mended later. */
        NewCaseBody: {
            /**
             * Format: date
             * @description The day of the business.
             */
            business_date?: string | null;
            /** @description The business type's code. */
            business_type: string;
            /** @description The ids of conditional papers that this case calls for. */
            called_for?: string[];
            /**
             * Format: date
             * @description The day from which its deadline runs; by default the day of the business.
             */
            deadline_from?: string | null;
            /** @description The department's code; by default one's own, or the transfer's. */
            department?: string | null;
            /** @description Custom fields of a new folder. */
            fields?: {
                [key: string]: string;
            };
            /** @description The folder it belongs in; by default the one its type asks for, or a new one. */
            folder?: string | null;
            /** @description A free note. */
            note?: string;
            /** @description The department's own number for it: a work order, a contract. */
            reference?: string;
            /**
             * Format: int32
             * @description The number of the person who answers for it.
             */
            responsible?: number | null;
            /** @description His name, if he has no account. */
            responsible_name?: string;
            /** @description Whom or what it is about, the main one first. */
            subjects?: components["schemas"]["SubjectBody"][];
        };
        /** @description Cases to announce. */
        NewCases: {
            /** @description At most 500. */
            cases: components["schemas"]["NewCaseBody"][];
            /** @description Only say what would become of each, and open none. */
            dry_run?: boolean;
        };
        /** @description A code to add. */
        NewCode: {
            code: string;
            /** @description Whether it is a foreign one, which other folders may carry too. */
            foreign?: boolean;
        };
        /** @description Which shelf. */
        NewCount: {
            /** @description The shelf, by its label or by that of a slot or box on it. */
            shelf: string;
        };
        /** @description A folder to register. */
        NewFolderBody: {
            /**
             * Format: date
             * @description The business date.
             */
            business_date?: string | null;
            /** @description The business type's code. */
            business_type: string;
            /** @description Its class's code; by default the type's. */
            class?: string | null;
            /** @description Its own code; by default made from the type's template. */
            code?: string | null;
            /** @description Its department's code. */
            department?: string | null;
            /** @description Announced only, not handed over yet. */
            expected?: boolean;
            /** @description Custom fields. */
            fields?: {
                [key: string]: string;
            };
            /** @description Old numbers, contract numbers. */
            foreign_codes?: string[];
            /** @description A free note. */
            note?: string;
            /** @description Where it stands or is to stand. */
            placement?: components["schemas"]["PlacementBody"];
            /** @description Its subjects, the main one first. */
            subjects?: components["schemas"]["SubjectBody"][];
            /**
             * Format: int32
             * @description How thick it is; by default as the type says.
             */
            thickness_mm?: number | null;
        };
        /** @description Folders to register. */
        NewFolders: {
            /** @description At most 200. */
            folders: components["schemas"]["NewFolderBody"][];
        };
        /** @description A new password. */
        NewPassword: {
            new_password: string;
            old_password: string;
        };
        /** @description An account to add. */
        NewPersonBody: {
            /** Format: int32 */
            clearance?: number | null;
            department?: string | null;
            display_name: string;
            /** Format: date */
            expires_on?: string | null;
            /** @description Whether he may sign in, or only borrow; by default he may. */
            may_sign_in?: boolean | null;
            name: string;
            /** @description A first password; by default one is made and shown once. It must be changed at first use. */
            password?: string | null;
            role: components["schemas"]["Role"];
        };
        /** @description A search to save. */
        NewSearch: {
            /** @description What it is called. */
            name: string;
            /** @description What the page's address says behind `?`. */
            query: string;
            share?: components["schemas"]["Share"] | null;
        };
        /** @description A storeroom to declare. */
        NewStoreroom: {
            code: string;
            /** @description How its slots' codes are made; by default like `A-01L-03-5-12`. */
            code_template?: string | null;
            name: components["schemas"]["Bilingual"];
        };
        /** @description A token to make. */
        NewToken: {
            /** Format: date */
            expires_on?: string | null;
            name: string;
        };
        /** @description A write without parameters. */
        Nothing: Record<string, never>;
        /** @description What was seen. */
        ObservedShown: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who saw it. */
            by: components["schemas"]["PersonRef"];
            /** @description The code, where it leads to no folder. */
            code: string;
            /** @description On which device, if it waited in a device's queue. */
            device?: string | null;
            place?: components["schemas"]["PlaceShown"] | null;
            /** @description The place's code, where no place has it. */
            place_text: string;
            /** @description All that in words. */
            sentence: string;
        };
        /** @description How full something is. */
        OccupancyLine: {
            /** Format: int64 */
            capacity_mm: number;
            code: string;
            /** Format: int64 */
            folders: number;
            /** Format: int64 */
            used_mm: number;
        };
        /** @description A password that is shown once. */
        OneTimePassword: {
            one_time_password: string;
        };
        /** @description A department that begins to hand over. */
        OpenBody: {
            /** @description The department's code. */
            department: string;
            /** @description `reception`, `scanning`, `repair` or `reading`; `reception` unless said. */
            desk?: string | null;
        };
        /** @description An open discrepancy on a folder's card. */
        OpenShown: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description By whom. */
            by: string;
            /** @description What contradicts what. */
            kind: components["schemas"]["DiscrepancyKind"];
            /** @description The same in words. */
            label: string;
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            place?: components["schemas"]["PlaceShown"] | null;
        };
        /** @description A transfer that is open. */
        OpenTransfer: {
            /** @description The transfer. */
            line: components["schemas"]["TransferLine"];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int32
             * @description Its number.
             */
            transfer: number;
        };
        /** @description An original, and whether it is still what came in. */
        OriginalShown: {
            /** Format: int64 */
            bytes: number;
            /**
             * Format: date-time
             * @description When the last whole round over all originals began and ended; nothing for what came since.
             */
            checked_from?: string | null;
            /** Format: date-time */
            checked_to?: string | null;
            media_type: string;
            /** Format: int32 */
            pages: number;
            /** Format: date-time */
            received_at: string;
            /**
             * Format: int32
             * @description The number of its scan.
             */
            scan: number;
            /** @description The SHA-256 of the bytes that came in. */
            sha256: string;
            state: components["schemas"]["Fixity"];
        };
        /** @description The originals of scans, and whether they are what came in. */
        OriginalsShown: {
            checked?: components["schemas"]["CheckedShown"] | null;
            /** @description How many of them are gone or altered. */
            damaged: number;
            /** @description How many there are. */
            files: number;
            /**
             * Format: date-time
             * @description When the next round begins, or should have begun.
             */
            next_at?: string | null;
            /**
             * Format: int32
             * @description In how many days all of them are read again; 0 if nobody does.
             */
            round_days: number;
            under_way?: components["schemas"]["RoundShown"] | null;
        };
        /** @description What somebody still has. */
        Outstanding: {
            /** @description Why lending to him is blocked. */
            blocked_reason?: string | null;
            /**
             * Format: date
             * @description The last day on which it does.
             */
            expires_on?: string | null;
            /** @description Each, the one due first first. */
            items: components["schemas"]["LoanLine"][];
            /**
             * Format: int32
             * @description How many of them nobody knows where they are; he answers for them.
             */
            missing: number;
            /**
             * Format: int32
             * @description How many of them are past their due date.
             */
            overdue: number;
            /** @description Who. */
            person: components["schemas"]["PersonRef"];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int32
             * @description How many folders and single papers he has.
             */
            total: number;
            /** @description Whether his account works today. */
            works: boolean;
        };
        /** @description A page with what is known of its file. */
        PageCard: components["schemas"]["PageShown"] & {
            /** Format: int64 */
            bytes: number;
            fixity: components["schemas"]["FixityShown"];
            media_type: string;
            /** Format: date-time */
            received_at: string;
            /** @description Who sent its file. */
            received_by: string;
            /** @description What its file was called where it came from. */
            scan_name: string;
            /** @description The SHA-256 of its file. */
            sha256: string;
            source: components["schemas"]["ScanSource"];
        };
        /** @description A page: one side of a scanned paper. */
        PageShown: {
            case?: components["schemas"]["CaseOfPage"] | null;
            /**
             * Format: int32
             * @description Dots in an inch; 0 if nobody knows.
             */
            dpi: number;
            folder?: components["schemas"]["PagesOn"] | null;
            found_by?: components["schemas"]["FoundBy"] | null;
            /** Format: int32 */
            height_px: number;
            /**
             * Format: int32
             * @description Its place in the file, from 0.
             */
            index: number;
            /** @description Whether there is nothing on it. */
            is_blank: boolean;
            /** @description Whether it is not shown. */
            is_hidden: boolean;
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            paper?: components["schemas"]["PaperOfPage"] | null;
            /**
             * Format: int32
             * @description By how many quarters it was turned, clockwise; its pictures are turned already.
             */
            quarters: number;
            /**
             * Format: int32
             * @description The scan's number.
             */
            scan: number;
            side: components["schemas"]["Side"];
            state: components["schemas"]["PageState"];
            why?: components["schemas"]["WhyShown"] | null;
            /**
             * Format: int32
             * @description As it was scanned, in dots.
             */
            width_px: number;
            would?: components["schemas"]["WouldGo"] | null;
        };
        /**
         * @description Where a page is.
         * @enum {string}
         */
        PageState: "filed" | "waits" | "aside";
        /** @description Where pages are to hang. */
        PageTargetBody: {
            /** @description The case. */
            case?: string | null;
            /** @description The folder, or a case, by a code. */
            folder?: string;
            paper?: components["schemas"]["PaperName"] | null;
        };
        /** @description The text of a page. */
        PageTextShown: {
            /** @description The parts that `q` means, one at least for each line on which one stands. */
            found: components["schemas"]["WordShown"][];
            state: components["schemas"]["TextState"];
            /** @description What stands on it, a line for each paragraph; a machine read it, with mistakes. */
            text: string;
            words: components["schemas"]["WordShown"][];
        };
        /** @description One page of a list. */
        Page_AttachmentShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: date-time */
                attached_at: string;
                attached_by: components["schemas"]["PersonRef"];
                /** Format: int64 */
                bytes: number;
                file_name: string;
                media_type: string;
                /**
                 * Format: int32
                 * @description Its number on the folder.
                 */
                no: number;
                note: string;
                /** @description The SHA-256 of its bytes. */
                sha256: string;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_BoxLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: int64 */
                capacity_mm: number;
                code: string;
                /** Format: int64 */
                folders: number;
                slot: string;
                /** Format: int64 */
                used_mm: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_BusinessType: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description How the codes of its cases are made. */
                case_template?: string;
                /** @description The code of its secrecy class. */
                class: string;
                /** @description Its code, the same in every version, `[A-Z][A-Z0-9]{0,7}`. */
                code: string;
                /** @description How its folder codes are made. */
                code_template?: string;
                /** @description What must be in a folder to be complete. */
                documents?: components["schemas"]["DocumentDef"][];
                /** @description Its custom fields. */
                fields?: components["schemas"]["FieldDef"][];
                /**
                 * Format: int32
                 * @description Within how many working days a department hands over; absent when no rule says.
                 */
                hand_over_working_days?: number | null;
                /** @description What becomes of a case that comes with gaps. */
                incomplete?: components["schemas"]["Incomplete"];
                /**
                 * Format: int32
                 * @description For how many days it is lent when nobody says.
                 */
                loan_days: number;
                /** @description What people see. */
                name: components["schemas"]["Bilingual"];
                /** @description Whether something depends on a certificate that a case is complete. */
                needs_certificate?: boolean;
                /** @description Whether a second person has to go over each entry. */
                needs_review?: boolean;
                /** @description How long the period is that shares shelves. */
                period: components["schemas"]["Granularity"];
                /** @description How long it is kept. */
                retention: components["schemas"]["Retention"];
                /** @description The parts subjects play. */
                roles?: components["schemas"]["SubjectRole"][];
                /** @description What one folder collects. */
                scope: components["schemas"]["Scope"];
                /**
                 * Format: int32
                 * @description How thick a folder is when nobody says.
                 */
                thickness_mm: number;
                /**
                 * Format: int32
                 * @description Which version, counted from 1.
                 */
                version?: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_CaseCard: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: (components["schemas"]["CaseLine"] & {
                /**
                 * Format: int64
                 * @description The frame of what happened to it last: what can be undone.
                 */
                changed_seq: number;
                /** @description Its checklist, and the papers beyond it. */
                papers: components["schemas"]["PaperLine"][];
                /** @description The last reason somebody gave: for more time, for calling it off, for sending it back, or what a review found. */
                reason: string;
                /**
                 * Format: int64
                 * @description The last frame this answer knows of.
                 */
                seq: number;
            })[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_CaseLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /**
                 * Format: date
                 * @description Until when its department asks for more time, while nobody has granted or refused it.
                 */
                asked_until?: string | null;
                /**
                 * Format: date
                 * @description The day of the business.
                 */
                business_date?: string | null;
                /** @description What it is. */
                business_type: components["schemas"]["TypeOfCase"];
                /**
                 * Format: int32
                 * @description The number of its certificate of completeness.
                 */
                certificate?: number | null;
                /** @description Its code. */
                code: string;
                /** @description Whether it has all its papers. */
                completeness: components["schemas"]["Completeness"];
                /**
                 * Format: date
                 * @description The day from which its deadline runs.
                 */
                deadline_from?: string | null;
                department?: components["schemas"]["Named"] | null;
                due?: components["schemas"]["DueShown"] | null;
                /** @description Whether that day was moved after the case was settled by it, or put off by whoever hands over; the history says why. */
                due_moved: boolean;
                /** @description What is not known of it and should be. */
                flags: components["schemas"]["Flag"][];
                folder?: components["schemas"]["CaseFolder"] | null;
                /**
                 * Format: int32
                 * @description How many gaps it has; nothing if nobody looked.
                 */
                gaps?: number | null;
                /** @description Whether its papers came in time; nothing before they came, and where no day was set. */
                in_time?: boolean | null;
                /** @description What becomes of such a case if it comes with gaps. */
                incomplete_is: components["schemas"]["IncompleteIs"];
                /** @description Whether its papers came too late, or are late already. */
                is_late: boolean;
                /** @description Whether a second person found the entry right. */
                is_reviewed: boolean;
                /** @description What is wanting; empty if nobody looked. */
                missing: components["schemas"]["GapShown"][];
                /** @description Whether its type wants one. */
                needs_certificate: boolean;
                /** @description Whether its type wants that. */
                needs_review: boolean;
                /**
                 * Format: int32
                 * @description Its internal number.
                 */
                no: number;
                /** @description A free note. */
                note: string;
                /** @description Where it stands in its life: `announced`, `waiting`, `filed` or `cancelled`. */
                phase: string;
                /** @description The same in words. */
                phase_label: string;
                /** @description Whether it was put on another department or person after it counted for one; the history says why. */
                reassigned: boolean;
                /**
                 * Format: date-time
                 * @description When its papers came.
                 */
                received_at?: string | null;
                /** @description Who took them over. */
                received_by?: string | null;
                /** @description The department's own number for it; empty if it has none. */
                reference: string;
                responsible?: components["schemas"]["Somebody"] | null;
                /**
                 * Format: int32
                 * @description The number of whom or what it is about, where its folder holds cases of several; else its folder says.
                 */
                subject?: number | null;
                /** @description What to call it: its folder's main subject's name, else its reference or code. */
                title: string;
                /**
                 * Format: int32
                 * @description The transfer in which they came.
                 */
                transfer?: number | null;
                /**
                 * Format: int64
                 * @description The version of its data, for `if_version`.
                 */
                version: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ClassBody: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                code: string;
                confidential: boolean;
                name: components["schemas"]["Bilingual"];
                /** Format: int32 */
                rank: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ContentsLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                absent?: components["schemas"]["AbsentShown"] | null;
                /** @description The case's code. */
                case: string;
                /**
                 * Format: int32
                 * @description How many photocopies.
                 */
                copies: number;
                /**
                 * Format: date
                 * @description The day of the case's business.
                 */
                date?: string | null;
                /** @description Whether it is there as original, copy or both. */
                form: components["schemas"]["DocumentForm"];
                /**
                 * @description `here`, `waits` (at a desk, for the folder), `lent`, `short`, `elsewhere`, `strange` (it belongs in another folder),
                 *     `withdrawn` or `taken_out` (for good, without leave yet); clients must tolerate ones added later.
                 */
                lies: string;
                /** @description The same in words, in the language asked for. */
                lies_label: string;
                /**
                 * Format: int32
                 * @description Its running number; nothing for what is not in the folder, or does not belong there.
                 */
                n?: number | null;
                /** @description What it is called in English. */
                name_en: string;
                /** @description What it is called in Chinese; one beyond the list has one name. */
                name_zh: string;
                /**
                 * Format: int32
                 * @description How many originals.
                 */
                originals: number;
                /**
                 * Format: int32
                 * @description How many pages; 0 if nobody counted.
                 */
                pages: number;
                /**
                 * Format: int32
                 * @description The paper's number in the case.
                 */
                paper: number;
                /** @description What is to be known of it: why it was withdrawn, or is short. */
                remark: string;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_CountLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /**
                 * Format: date-time
                 * @description When it ended.
                 */
                ended_at?: string | null;
                ended_by?: components["schemas"]["PersonRef"] | null;
                /** @description How many folders stand on the shelf by the record; of a closed count, as they did at its end. */
                expected: number;
                /** @description How many belong elsewhere. */
                misplaced: number;
                /** @description How many of the expected are still to be found, or are missing since. */
                missing: number;
                /**
                 * Format: int32
                 * @description Its number.
                 */
                no: number;
                /**
                 * Format: date-time
                 * @description When it began.
                 */
                opened_at: string;
                /** @description Who began it. */
                opened_by: components["schemas"]["PersonRef"];
                /** @description How many folders were seen. */
                seen: number;
                /** @description The shelf's code. */
                shelf: string;
                /** @description `open`, `closed` or `cancelled`. */
                state: string;
                /** @description How many are lent, gone, or not handed over. */
                unexpected: number;
                /** @description How many texts lead to no folder. */
                unknown: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_DepartmentBody: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                code: string;
                name: components["schemas"]["Bilingual"];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_DiscrepancyShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description The folder's own code, if it is about a known one. */
                folder?: string | null;
                /** @description What contradicts what. */
                kind: components["schemas"]["DiscrepancyKind"];
                /** @description The same in words. */
                label: string;
                /** @description Those of them that need words. */
                needs_words: components["schemas"]["Settling"][];
                /**
                 * Format: int32
                 * @description Its number.
                 */
                no: number;
                /** @description What was seen. */
                observed: components["schemas"]["ObservedShown"];
                /**
                 * Format: date-time
                 * @description When it was learned of.
                 */
                raised_at: string;
                /**
                 * Format: int64
                 * @description The frame that raised it.
                 */
                raised_seq: number;
                recorded?: components["schemas"]["RecordedShown"] | null;
                /**
                 * Format: int64
                 * @description The last frame this answer knows of.
                 */
                seq: number;
                settled?: components["schemas"]["SettledShown"] | null;
                /** @description The ways in which a person may settle it; none once it is settled. */
                settlings: components["schemas"]["Settling"][];
                /** @description Open, or settled. */
                state: components["schemas"]["DiscrepancyState"];
                /** @description What to call the folder. */
                title?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_DueChange: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description The case, as it is. */
                case: components["schemas"]["CaseLine"];
                /** @description When it would be due. */
                due: components["schemas"]["DueShown"];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_FigureLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /**
                 * Format: int64
                 * @description Of those that came, the ones of which nothing was wanting when they were brought first.
                 */
                complete_at_first: number;
                /**
                 * Format: double
                 * @description `complete_at_first / received`, 0 to 1; nothing if none came.
                 */
                completeness?: number | null;
                /**
                 * Format: int64
                 * @description Cases that were due: that came, or whose day is over.
                 */
                due: number;
                /**
                 * Format: int64
                 * @description Of those due, the ones whose day was moved after it was settled, or by whoever hands over; each has its reason in its
                 *     history, as have those of the next two.
                 */
                due_moved: number;
                /**
                 * Format: int64
                 * @description Of those due, the ones that were granted more time before the day had passed.
                 */
                extended: number;
                /**
                 * Format: int64
                 * @description Of those due, the ones that came on their day or before.
                 */
                in_time: number;
                /**
                 * Format: int64
                 * @description The others of those that came.
                 */
                incomplete: number;
                /** @description What names it in `evidence`: a code, a number, `2026-03`; `-` where nobody said whose the cases are. */
                key: string;
                /** @description What to show. */
                label: string;
                /**
                 * Format: int64
                 * @description Of those due, the ones that came later or not at all.
                 */
                late: number;
                /**
                 * Format: int64
                 * @description Of those due, the ones that have not come at all.
                 */
                outstanding: number;
                /**
                 * Format: int64
                 * @description Of those due, the ones that were put on another department or person after they were settled.
                 */
                reassigned: number;
                /**
                 * Format: int64
                 * @description Cases that came.
                 */
                received: number;
                /**
                 * Format: double
                 * @description `in_time / due`, 0 to 1; nothing if none was due.
                 */
                timeliness?: number | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_FolderHit: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Who has it. */
                borrower?: string | null;
                /**
                 * Format: date
                 * @description Its business date.
                 */
                business_date?: string | null;
                /** @description Its business type's code. */
                business_type: string;
                /** @description Its secrecy class's code. */
                class: string;
                /** @description Its own code. */
                code: string;
                /** @description Its department's code. */
                department?: string | null;
                /**
                 * Format: date
                 * @description The day it is due.
                 */
                due?: string | null;
                /** @description Where the query was found. */
                highlights?: components["schemas"]["Highlight"][];
                /** @description Where it belongs. */
                home_label?: string | null;
                /** @description Where it is. */
                place_label: string;
                /** @description Its state; clients must tolerate ones added later. */
                state: string;
                /** @description Its other subjects. */
                subtitle: string;
                /** @description What to call it. */
                title: string;
                /** @description The type's name. */
                type_name: components["schemas"]["Bilingual"];
                /**
                 * Format: int32
                 * @description Which volume of its file it is, if the file has several.
                 */
                volume?: number | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_GapLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description The case. */
                case: components["schemas"]["CaseLine"];
                /** @description What is wanting of it. */
                gaps: components["schemas"]["GapShown"][];
                /**
                 * Format: date-time
                 * @description When its papers came.
                 */
                since?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_HistoryItem: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Who did it. */
                actor: components["schemas"]["PersonRef"];
                /**
                 * Format: date-time
                 * @description When it was recorded.
                 */
                at: string;
                /** @description The event's facts. */
                detail: Record<string, never>;
                /** @description The code of the folder it happened to, where that was merged into this one. */
                folder?: string | null;
                /** @description What tells it from every other entry. */
                id: string;
                /** @description The event's kind. */
                kind: string;
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                occurred_at: string;
                /** @description What happened, in the language asked for. */
                sentence: string;
                /**
                 * Format: int64
                 * @description The frame.
                 */
                seq: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ImportShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: date-time */
                created_at: string;
                /** @description Whether the last run is or was a dry run. */
                dry_run: boolean;
                encoding: string;
                failure?: components["schemas"]["Problem"] | null;
                file_name: string;
                headings: string[];
                id: string;
                /** @description Where its job stands: see `/jobs/{id}`. */
                job_state: components["schemas"]["JobState"];
                mapping: components["schemas"]["MappingBody"];
                progress: components["schemas"]["Progress"];
                /** Format: int64 */
                rows: number;
                sample: string[][];
                state: components["schemas"]["ImportState"];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_JobRow: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description The code of what moves. */
                code?: string | null;
                /** @description The same as a sentence, or why it should stand elsewhere and why there. */
                detail?: string | null;
                /**
                 * Format: int64
                 * @description How many folders go with it.
                 */
                folders: number;
                /** @description Where it stood. */
                from?: string | null;
                outcome: components["schemas"]["RowOutcome"];
                /** @description What it is about: a folder of a table, or what moves. */
                piece: components["schemas"]["Piece"];
                /** @description Why it could not be done, or what is odd about it: a stable code. */
                problem?: string | null;
                /**
                 * Format: int64
                 * @description Which row: of the plan, or of the table as a spreadsheet shows it.
                 */
                row: number;
                /** @description Where it goes. */
                to?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_JobShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Who asked for it; its commands are his. */
                asked_by: components["schemas"]["PersonRef"];
                /** @description Whether a command of it is under way: one that was paused or cancelled ends with that. */
                at_work: boolean;
                chosen?: components["schemas"]["ChosenBody"] | null;
                /** Format: date-time */
                created_at: string;
                /** @description Whether it changes nothing and only says what would come out. */
                dry_run: boolean;
                /** Format: date-time */
                ended_at?: string | null;
                figures?: components["schemas"]["Figures"] | null;
                /** @description An import's file. */
                file_name?: string | null;
                /** @description A move's: what leaves. */
                from?: string | null;
                /** @description While it is paused: it goes on as soon as it can. */
                goes_on_by_itself: boolean;
                id: string;
                /** @description `import`, `move` or `reslotting`; more may come. */
                kind: string;
                problem?: components["schemas"]["Problem"] | null;
                progress: components["schemas"]["Progress"];
                /** @description A move's or a re-slotting's: why, as it is recorded with every piece. */
                reason?: string | null;
                /** @description Where it stands; clients must tolerate states added later. */
                state: components["schemas"]["JobState"];
                /** @description A move's: where to. */
                to?: string | null;
                /** @description Whether you may pause, resume, cancel and delete it. */
                yours: boolean;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_Lane: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: int32 */
                box_capacity_mm?: number | null;
                /** Format: int32 */
                box_outer_mm?: number | null;
                boxed: boolean;
                code: string;
                flags: components["schemas"]["Flag"][];
                name: components["schemas"]["Bilingual"];
                period: components["schemas"]["Granularity"];
                /** Format: int32 */
                reserve_per_mille: number;
                types: string[];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ListColumns: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description All columns that its table can have, in their usual order. */
                all: components["schemas"]["ColumnShown"][];
                /** @description Those that you chose, in your order; none if you did not choose: then a table has all. */
                chosen: string[];
                /** @description The list's name. */
                list: string;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ListRow: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description The folder: where it belongs, and where it stands. */
                folder: components["schemas"]["FolderHit"];
                last_holder?: components["schemas"]["PersonRef"] | null;
                last_seen?: components["schemas"]["LastSeen"] | null;
                /** @description The last remark on its condition or whereabouts. */
                note: string;
                /** @description Where it should have its home instead, on the list of those that should move. */
                proposed?: string | null;
                /** @description Why it needs a new label, if it does: `damaged`, `swapped`, `new`. */
                reprint?: string | null;
                /**
                 * Format: date-time
                 * @description Since when it is where it is by the record, or missing; or since when a label is wanted.
                 */
                since?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_LoanLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Who has it. */
                borrower: components["schemas"]["PersonRef"];
                /**
                 * Format: date
                 * @description The day it is due.
                 */
                due: string;
                /** @description The folder; of a single paper the one it belongs in. */
                folder: components["schemas"]["FolderHit"];
                /**
                 * Format: int64
                 * @description How many days it is overdue; 0 if it is not.
                 */
                overdue_days: number;
                paper?: components["schemas"]["LoanPaper"] | null;
                /** @description Why, in the borrower's words. */
                purpose?: string | null;
                /**
                 * Format: int32
                 * @description How often it was renewed.
                 */
                renewals: number;
                /**
                 * Format: date-time
                 * @description Since when.
                 */
                since: string;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_MoveLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                folder: components["schemas"]["FolderHit"];
                from: string;
                to: string;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_NamedMapping: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                mapping: components["schemas"]["MappingBody"];
                name: string;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_OccupancyLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: int64 */
                capacity_mm: number;
                code: string;
                /** Format: int64 */
                folders: number;
                /** Format: int64 */
                used_mm: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_OriginalShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: int64 */
                bytes: number;
                /**
                 * Format: date-time
                 * @description When the last whole round over all originals began and ended; nothing for what came since.
                 */
                checked_from?: string | null;
                /** Format: date-time */
                checked_to?: string | null;
                media_type: string;
                /** Format: int32 */
                pages: number;
                /** Format: date-time */
                received_at: string;
                /**
                 * Format: int32
                 * @description The number of its scan.
                 */
                scan: number;
                /** @description The SHA-256 of the bytes that came in. */
                sha256: string;
                state: components["schemas"]["Fixity"];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_PageShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                case?: components["schemas"]["CaseOfPage"] | null;
                /**
                 * Format: int32
                 * @description Dots in an inch; 0 if nobody knows.
                 */
                dpi: number;
                folder?: components["schemas"]["PagesOn"] | null;
                found_by?: components["schemas"]["FoundBy"] | null;
                /** Format: int32 */
                height_px: number;
                /**
                 * Format: int32
                 * @description Its place in the file, from 0.
                 */
                index: number;
                /** @description Whether there is nothing on it. */
                is_blank: boolean;
                /** @description Whether it is not shown. */
                is_hidden: boolean;
                /**
                 * Format: int32
                 * @description Its number.
                 */
                no: number;
                paper?: components["schemas"]["PaperOfPage"] | null;
                /**
                 * Format: int32
                 * @description By how many quarters it was turned, clockwise; its pictures are turned already.
                 */
                quarters: number;
                /**
                 * Format: int32
                 * @description The scan's number.
                 */
                scan: number;
                side: components["schemas"]["Side"];
                state: components["schemas"]["PageState"];
                why?: components["schemas"]["WhyShown"] | null;
                /**
                 * Format: int32
                 * @description As it was scanned, in dots.
                 */
                width_px: number;
                would?: components["schemas"]["WouldGo"] | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_PaperShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description How many labels side by side. */
                columns: number;
                /** @description What sort it is. */
                form: components["schemas"]["PaperForm"];
                /**
                 * Format: int32
                 * @description A label's height.
                 */
                height_tenths: number;
                /** @description Its name in requests. */
                id: string;
                /** @description Its name. */
                name: components["schemas"]["Bilingual"];
                /** @description How many one above the other. */
                rows: number;
                /**
                 * Format: int32
                 * @description A label's width.
                 */
                width_tenths: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_PersonCard: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Whether the account works. */
                active: boolean;
                /** @description The code on his badge. */
                badge_code: string;
                /** @description Why lending to him is blocked. */
                blocked_reason?: string | null;
                /**
                 * Format: int32
                 * @description The rank up to which he sees his own department's folders, confidential ones too.
                 */
                clearance?: number | null;
                /** @description His department's code. */
                department?: string | null;
                /** @description The name people know him by. */
                display_name: string;
                /**
                 * Format: date
                 * @description The last day on which the account works.
                 */
                expires_on?: string | null;
                /**
                 * Format: int32
                 * @description How many folders he has.
                 */
                loans: number;
                /** @description Whether he may sign in, or only borrow. */
                may_sign_in: boolean;
                /** @description The name he signs in with. */
                name: string;
                /**
                 * Format: int32
                 * @description His number.
                 */
                no: number;
                /** @description What he may do. */
                role: components["schemas"]["Role"];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_PersonRef: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description His department's code. */
                department?: string | null;
                /** @description The name people know him by. */
                display_name: string;
                /**
                 * Format: int32
                 * @description His number; nothing for the archive itself and for the command line.
                 */
                no?: number | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_PresetLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                description: components["schemas"]["Bilingual"];
                name: string;
                title: components["schemas"]["Bilingual"];
                /** @description The codes of its business types. */
                types: string[];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_PrintShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Who asked for it. */
                asked_by: components["schemas"]["PersonRef"];
                /** @description How many labels. */
                count: number;
                /** Format: date-time */
                created_at: string;
                /** Format: date-time */
                ended_at?: string | null;
                /** @description Its id. */
                id: string;
                /** @description The printer, by its code. */
                printer: string;
                problem?: components["schemas"]["Problem"] | null;
                /** @description Where it stands in its life; clients must tolerate states added later. */
                state: components["schemas"]["PrintState"];
                /** @description The template. */
                template: string;
                /**
                 * Format: int32
                 * @description How often it was tried.
                 */
                tries: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_PrinterShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Where it is; for administrators only. */
                address?: string | null;
                /** @description Its code. */
                code: string;
                /** @description At which desks it stands: `reception`, `scanning`, `repair`, `reading`. */
                desks: string[];
                /**
                 * Format: int32
                 * @description The same, downwards.
                 */
                down_tenths: number;
                /**
                 * Format: int32
                 * @description Its dots in an inch.
                 */
                dpi: number;
                /** @description What it understands. */
                kind: components["schemas"]["PrinterKind"];
                /** @description Its name. */
                name: components["schemas"]["Bilingual"];
                /** @description What lies in it. */
                paper: components["schemas"]["Paper"];
                /** @description Whether nothing more is printed on it. */
                retired: boolean;
                /**
                 * Format: int32
                 * @description By how much it prints off, to the right, in tenths of a millimetre.
                 */
                right_tenths: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ReportLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                code: string;
                /** @description The heading of the column; nothing when it is the row as a whole. */
                column?: string | null;
                detail: string;
                /**
                 * Format: int64
                 * @description The row's number as a spreadsheet shows it.
                 */
                row: number;
                /** @description `error` keeps the row out, `warning` does not. */
                severity: components["schemas"]["Severity"];
                value?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_RunShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: date-time */
                began_at: string;
                colour: components["schemas"]["Colours"];
                /** Format: int32 */
                dpi: number;
                duplex: boolean;
                /** Format: date-time */
                ended_at?: string | null;
                /** @description Its id. */
                id: string;
                /** @description The folder or case to which its first pages belong. */
                into?: string | null;
                /**
                 * Format: int32
                 * @description How many documents came from the scanner: of most a page each.
                 */
                pages: number;
                problem?: components["schemas"]["TroubleShown"] | null;
                /** @description The scanner, by its code. */
                scanner: string;
                /** @description The scans that came of it. */
                scans: number[];
                /**
                 * Format: int32
                 * @description How many sheets were announced.
                 */
                sheets?: number | null;
                source: components["schemas"]["PaperSource"];
                state: components["schemas"]["RunState"];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_SavedShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Whether the asker may rename, change and delete it. */
                may_change: boolean;
                /** @description What it is called. */
                name: string;
                /**
                 * Format: int32
                 * @description Its number.
                 */
                no: number;
                /** @description Whose it is. */
                owner: components["schemas"]["PersonRef"];
                /** @description What the page's address says behind `?`: the whole question. */
                query: string;
                /** @description With whom it is shared. */
                share: components["schemas"]["Share"];
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ScanShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: int64 */
                bytes: number;
                damage?: components["schemas"]["Damage"] | null;
                /** @description Whether pages of it were erased on a lawful order: its file is destroyed then, or stays closed. */
                erased: boolean;
                fault?: components["schemas"]["FaultShown"] | null;
                /** @description What it was called where it came from. */
                file_name: string;
                /** @description The folders on which its pages hang, as far as the asker sees them, with how many. */
                folders: components["schemas"]["PagesOn"][];
                into?: components["schemas"]["IntoShown"] | null;
                media_type: string;
                /**
                 * Format: int32
                 * @description Its number.
                 */
                no: number;
                /**
                 * Format: int32
                 * @description How many of its pages are in the record.
                 */
                pages: number;
                reading?: components["schemas"]["ReadingShown"] | null;
                /** Format: date-time */
                received_at: string;
                /** @description Who sent it. */
                received_by: string;
                settled?: components["schemas"]["ScanSettledShown"] | null;
                /** @description The SHA-256 of its bytes. */
                sha256: string;
                /**
                 * Format: int32
                 * @description How many sheets were announced.
                 */
                sheets?: number | null;
                source: components["schemas"]["ScanSource"];
                state: components["schemas"]["ScanState"];
                /**
                 * Format: int32
                 * @description How many of them wait to be put where they belong.
                 */
                waiting: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ScannerShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Where it is; for administrators only. */
                address?: string | null;
                /**
                 * @description The one certificate that it may show over `https`, by its SHA-256; for administrators only. Without one, an authority
                 *     that the service's machine trusts has to vouch for whatever it shows.
                 */
                certificate?: string | null;
                /** @description Its code. */
                code: string;
                /** @description Whether somebody is having it scan. */
                is_in_use: boolean;
                /** @description Its name. */
                name: components["schemas"]["Bilingual"];
                /** @description Whether nothing more is scanned on it. */
                retired: boolean;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ShelfShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: int32 */
                bay: number;
                blocked: boolean;
                /** Format: int64 */
                capacity_mm: number;
                code: string;
                /** Format: int64 */
                folders: number;
                lane?: string | null;
                mixed: boolean;
                period?: string | null;
                /** Format: int32 */
                shelf: number;
                side: string;
                /** Format: int64 */
                used_mm: number;
                zone?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_Storeroom: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: int64 */
                capacity_mm: number;
                code: string;
                /** Format: int64 */
                folders: number;
                name: components["schemas"]["Bilingual"];
                ranges: components["schemas"]["RangeShown"][];
                template: string;
                /** Format: int64 */
                used_mm: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_SubjectFolder: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description The folder. */
                folder: components["schemas"]["FolderHit"];
                /**
                 * Format: date
                 * @description Since when.
                 */
                from?: string | null;
                /** @description The subject's role on it. */
                role: string;
                /**
                 * Format: date
                 * @description Until when.
                 */
                until?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_SubjectHit: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description How many of its folders the asker may see. */
                folder_count: number;
                kind: components["schemas"]["SubjectKind"];
                name: string;
                /** Format: int32 */
                no: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_TemplateShown: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description Its code. */
                code: string;
                /**
                 * Format: int32
                 * @description Its height, in tenths of a millimetre.
                 */
                height_tenths: number;
                /** @description Whether it is a page of its own rather than stuck onto something. */
                is_form: boolean;
                /** @description What it is for, such as `folder`; kinds may be added. */
                kind: string;
                /** @description The kind in words. */
                kind_name: components["schemas"]["Bilingual"];
                /** @description Whether it is not used any more. */
                retired: boolean;
                /** @description Its own name. */
                title: components["schemas"]["Bilingual"];
                /**
                 * Format: int32
                 * @description Of one of the archive's own: its newest version.
                 */
                version?: number | null;
                /**
                 * Format: int32
                 * @description Its width, in tenths of a millimetre.
                 */
                width_tenths: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_TokenLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** Format: date-time */
                created_at: string;
                /** Format: date */
                expires_on?: string | null;
                id: string;
                /** Format: date-time */
                last_used_at?: string | null;
                name: string;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_TransferEntry: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /**
                 * Format: date-time
                 * @description When.
                 */
                at: string;
                /** @description Who took it, or sent it back. */
                by: components["schemas"]["Somebody"];
                /** @description The case, as it is now. */
                case: components["schemas"]["CaseLine"];
                due?: components["schemas"]["DueShown"] | null;
                /** @description What was wanting then, a line for each gap. */
                gaps: string[];
                giver?: components["schemas"]["Somebody"] | null;
                /** @description Whether it came in time; nothing if no day was set, and for what went back. */
                in_time?: boolean | null;
                /** @description What came later, or was found wrong later, in order. */
                later: components["schemas"]["LaterPapers"][];
                /** @description What became of it. */
                outcome: components["schemas"]["EntryOutcome"];
                /** @description Why it was sent back. */
                reason?: string | null;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_TransferLine: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                /** @description How he confirmed it: `badge` or `password`. */
                by?: string | null;
                /** @description How many cases were taken. */
                cases: number;
                /**
                 * Format: date-time
                 * @description When both sides confirmed it; nothing while it is open.
                 */
                closed_at?: string | null;
                /** @description The department that hands over. */
                department: components["schemas"]["Named"];
                /** @description The desk. */
                desk: string;
                /** @description The same in words. */
                desk_label: string;
                /**
                 * Format: int32
                 * @description How many gaps the taken ones came with.
                 */
                gaps: number;
                giver?: components["schemas"]["Somebody"] | null;
                /**
                 * Format: int32
                 * @description Its number.
                 */
                no: number;
                /**
                 * Format: date-time
                 * @description When it began.
                 */
                opened_at: string;
                /** @description Who takes over. */
                taker: components["schemas"]["Somebody"];
                /** @description How many were brought and not taken. */
                turned_away: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_Zone: {
            /** @description The entries' cells, where `cells` asked for them: a row for each entry, in the order in which columns were named. */
            cells?: components["schemas"]["CellShown"][][] | null;
            /** @description Its entries. */
            items: {
                accepts: components["schemas"]["Accepts"];
                /** Format: int64 */
                capacity_mm: number;
                code: string;
                /**
                 * Format: date
                 * @description When it will be full if the seasons of the last twelve months come again.
                 */
                full_on?: string | null;
                name: components["schemas"]["Bilingual"];
                overflow: boolean;
                /** Format: int32 */
                priority: number;
                shelves: components["schemas"]["SpanBody"][];
                /** Format: int64 */
                shelves_free: number;
                /** Format: int64 */
                shelves_total: number;
                /** @description The storeroom of its first shelf. */
                storeroom: string;
                /** Format: int64 */
                used_mm: number;
            }[];
            /** @description Ask for this to get the next page; nothing on the last one. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many entries there are in all, where that is known.
             */
            total?: number | null;
        };
        /** @description Pages. */
        PagesBody: {
            /** @description Their numbers; 500 at most. */
            pages: number[];
        };
        /** @description A folder on which pages hang. */
        PagesOn: {
            /** @description Its own code. */
            code: string;
            /** @description How many of the scan's. */
            pages?: number | null;
            title: string;
        };
        /** @description What labels are printed on. Lengths are in tenths of a millimetre. */
        Paper: {
            /**
             * @description One that comes with the program, `own` for paper of the template's own size, `a4` or `letter` for as many labels as
             *     go on a sheet.
             */
            named: string;
        } | {
            /** @description A roll of labels of one size. */
            roll: components["schemas"]["Roll"];
        } | {
            /** @description Sheets of one's own, with places in columns and rows. */
            sheet: components["schemas"]["Sheet"];
        };
        /** @description A paper. */
        PaperBody: {
            paper: components["schemas"]["PaperName"];
        };
        /**
         * @description What sort of paper it is.
         * @enum {string}
         */
        PaperForm: "sheet" | "roll";
        /** @description A paper of a case. */
        PaperLine: {
            absent?: components["schemas"]["AbsentShown"] | null;
            /** @description Whether only some cases call for it. */
            conditional: boolean;
            /**
             * Format: int32
             * @description How many photocopies.
             */
            copies: number;
            /** @description The form that is wanted. */
            form: components["schemas"]["DocumentForm"];
            gap?: components["schemas"]["GapKind"] | null;
            /** @description Its id on the checklist; nothing for one beyond it. */
            id?: string | null;
            /** @description What it is called in English. */
            name_en: string;
            /** @description What it is called in Chinese; one beyond the list has one name. */
            name_zh: string;
            /**
             * Format: int32
             * @description Its number in the case.
             */
            no: number;
            /** @description Papers of one group stand for each other. */
            one_of?: string | null;
            /**
             * Format: int32
             * @description How many originals there are.
             */
            originals: number;
            /**
             * Format: int32
             * @description How many pages; 0 if nobody counted.
             */
            pages: number;
            /** @description Why it is wrong or unfit, or anything else to be known of it. */
            remark: string;
            /** @description The signatures that are on it. */
            signatures: components["schemas"]["Signature"][];
            state?: components["schemas"]["PaperState"] | null;
            /** @description Whether this case asks for it: it stands on the list, and if only some cases call for it, this one does. */
            wanted: boolean;
            /** @description The signatures that are wanted. */
            wants_signatures: components["schemas"]["Signature"][];
        };
        /** @description A paper: its id on the checklist, or its number in the case. */
        PaperName: number | string;
        /** @description What is said of one paper. */
        PaperNoteBody: {
            /**
             * Format: int32
             * @description How many photocopies; by default as the list asks for.
             */
            copies?: number | null;
            /** @description What it is called, if it is on no list. */
            name?: string;
            /**
             * Format: int32
             * @description How many originals; by default as the list asks for.
             */
            originals?: number | null;
            /**
             * Format: int32
             * @description How many pages; 0 if nobody counted.
             */
            pages?: number;
            paper?: components["schemas"]["PaperName"] | null;
            /** @description Why it is wrong or unfit, or anything else to be known of it. */
            remark?: string;
            /** @description The signatures that are on it; by default those the list asks for. */
            signatures?: components["schemas"]["Signature"][] | null;
            /** @description What was found. */
            state: components["schemas"]["PaperState"];
        };
        /** @description What came later, or was found wrong later. */
        PaperNotes: {
            /** @description The papers. */
            papers: components["schemas"]["PaperNoteBody"][];
        };
        /** @description A paper of which a page is. */
        PaperOfPage: {
            /** @description Its id on the case's list; nothing for one that is on none. */
            id?: string | null;
            name_en: string;
            name_zh: string;
            /**
             * Format: int32
             * @description Its number in its case.
             */
            no: number;
        };
        /** @description Paper that labels are sold on, in tenths of a millimetre. */
        PaperShown: {
            /** @description How many labels side by side. */
            columns: number;
            /** @description What sort it is. */
            form: components["schemas"]["PaperForm"];
            /**
             * Format: int32
             * @description A label's height.
             */
            height_tenths: number;
            /** @description Its name in requests. */
            id: string;
            /** @description Its name. */
            name: components["schemas"]["Bilingual"];
            /** @description How many one above the other. */
            rows: number;
            /**
             * Format: int32
             * @description A label's width.
             */
            width_tenths: number;
        };
        /**
         * @description From where paper comes.
         * @enum {string}
         */
        PaperSource: "platen" | "feeder";
        /**
         * @description What was found of a paper.
         * @enum {string}
         */
        PaperState: "there" | "missing" | "wrong" | "unfit" | "not_called_for" | "withdrawn" | "taken_out" | "moved";
        /** @description What of a case's papers somebody holds in his hands. */
        PapersBody: {
            /** @description Everything its list asks for, in the form it asks for, except what is said of single papers. */
            all_except: components["schemas"]["PaperNoteBody"][];
        } | {
            /** @description Only what is said; of the rest nothing was looked at. */
            only: components["schemas"]["PaperNoteBody"][];
        };
        /** @description An account. */
        PersonCard: {
            /** @description Whether the account works. */
            active: boolean;
            /** @description The code on his badge. */
            badge_code: string;
            /** @description Why lending to him is blocked. */
            blocked_reason?: string | null;
            /**
             * Format: int32
             * @description The rank up to which he sees his own department's folders, confidential ones too.
             */
            clearance?: number | null;
            /** @description His department's code. */
            department?: string | null;
            /** @description The name people know him by. */
            display_name: string;
            /**
             * Format: date
             * @description The last day on which the account works.
             */
            expires_on?: string | null;
            /**
             * Format: int32
             * @description How many folders he has.
             */
            loans: number;
            /** @description Whether he may sign in, or only borrow. */
            may_sign_in: boolean;
            /** @description The name he signs in with. */
            name: string;
            /**
             * Format: int32
             * @description His number.
             */
            no: number;
            /** @description What he may do. */
            role: components["schemas"]["Role"];
        };
        /** @description An account to change; what is absent stays. */
        PersonPatchBody: {
            active?: boolean | null;
            blocked_reason?: string | null;
            /** Format: int32 */
            clearance?: number | null;
            department?: string | null;
            display_name?: string | null;
            /** Format: date */
            expires_on?: string | null;
            may_sign_in?: boolean | null;
            role?: components["schemas"]["Role"] | null;
        };
        /** @description A person, as others see him. */
        PersonRef: {
            /** @description His department's code. */
            department?: string | null;
            /** @description The name people know him by. */
            display_name: string;
            /**
             * Format: int32
             * @description His number; nothing for the archive itself and for the command line.
             */
            no?: number | null;
        };
        /** @description Room that pictures of pages take. All of them are made of the originals, and made again if they are wanted. */
        PicturesShown: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            large_bytes: number;
            /**
             * Format: int64
             * @description How many large ones may stay: those that nobody looked at for the longest go. 0 for any number.
             */
            limit_bytes: number;
            /**
             * Format: int64
             * @description Those of lists, which stay.
             */
            small_bytes: number;
        };
        /**
         * @description What a row is about.
         * @enum {string}
         */
        Piece: "shelf" | "box" | "folder";
        /** @description A slot, shelf or box with what has its home there. */
        PlaceCard: {
            at?: components["schemas"]["Standing"] | null;
            blocked_reason?: string | null;
            boxes: string[];
            /** Format: int64 */
            capacity_mm: number;
            code: string;
            contents: components["schemas"]["FolderHit"][];
            /** @description `slot`, `shelf` or `box`. */
            kind: string;
            lane?: string | null;
            period?: string | null;
            /** @description Its slots in walking order, to be drawn to scale: a shelf's all, a slot itself, none of a box. */
            slots: components["schemas"]["SlotShown"][];
            /** Format: int64 */
            used_mm: number;
            zone?: string | null;
        };
        /** @description Where a folder is. */
        PlaceShown: {
            /** @description The code on its label, if it has one; else empty. */
            code: string;
            /** @description `slot`, `box`, `shelf`, `desk`, `person`, `transit` or `nowhere`; more may come. */
            kind: string;
            /** @description What to show. */
            label: string;
        };
        /** @description Where a new folder stands or is to stand. */
        PlacementBody: {
            /** @enum {string} */
            kind: "none";
        } | {
            /** @enum {string} */
            kind: "assign";
        } | {
            /** @enum {string} */
            kind: "stated";
            /** @description The slot's code. */
            slot: string;
        } | {
            /** @description The box's code. */
            box: string;
            /** @enum {string} */
            kind: "stated_box";
        };
        /**
         * @description What to do with a folder whose row does not say where it stands.
         * @enum {string}
         */
        Placing: "stated_or_assign" | "stated_or_none";
        /** @description A preset that ships with the product. */
        PresetLine: {
            description: components["schemas"]["Bilingual"];
            name: string;
            title: components["schemas"]["Bilingual"];
            /** @description The codes of its business types. */
            types: string[];
        };
        /** @description A template to look at. */
        PreviewBody: {
            /**
             * Format: int32
             * @description The printer's dots in an inch; 203 unless said.
             */
            dpi?: number | null;
            /** @description Whatever it is filled with, by its code; invented contents unless said. */
            of?: string | null;
            /** @description The template. */
            svg: string;
            /** @description In which language its words are. */
            words?: components["schemas"]["Spoken"];
        };
        /** @description Labels for a printer. */
        PrintBody: {
            /** @description The printer, by its code. */
            printer: string;
            /** @description Why once more, of labels that were printed before. */
            reason?: string;
            /** @description How many of them were printed before: 2,000 are printed at a time. */
            skip?: number;
            /**
             * Format: int32
             * @description The first place on the sheet that is still free, counted from 1.
             */
            start?: number;
            /** @description The template. */
            template: string;
            /** @description What is printed. */
            what: components["schemas"]["LabelChoice"];
            /** @description In which language its words are. */
            words?: components["schemas"]["Spoken"];
        };
        /** @description A print. */
        PrintShown: {
            /** @description Who asked for it. */
            asked_by: components["schemas"]["PersonRef"];
            /** @description How many labels. */
            count: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            ended_at?: string | null;
            /** @description Its id. */
            id: string;
            /** @description The printer, by its code. */
            printer: string;
            problem?: components["schemas"]["Problem"] | null;
            /** @description Where it stands in its life; clients must tolerate states added later. */
            state: components["schemas"]["PrintState"];
            /** @description The template. */
            template: string;
            /**
             * Format: int32
             * @description How often it was tried.
             */
            tries: number;
        };
        /**
         * @description Where a print stands in its life.
         * @enum {string}
         */
        PrintState: "waiting" | "printing" | "printed" | "failed" | "cancelled";
        /** @description A printer as it is to be. */
        PrinterBody: {
            /** @description `host` or `host:port`; of an IPP printer `ipp://host:port/path`. */
            address: string;
            /** @description At which desks it stands: `reception`, `scanning`, `repair`, `reading`. */
            desks?: string[];
            /**
             * Format: int32
             * @description The same, downwards.
             */
            down_tenths?: number;
            /**
             * Format: int32
             * @description Its dots in an inch.
             */
            dpi: number;
            /** @description What it understands. */
            kind: components["schemas"]["PrinterKind"];
            /** @description Its name. */
            name: components["schemas"]["Bilingual"];
            /** @description What lies in it; by default paper of each template's own size. */
            paper?: components["schemas"]["Paper"];
            /** @description Whether nothing more is printed on it. */
            retired?: boolean;
            /**
             * Format: int32
             * @description By how much it prints off, to the right, in tenths of a millimetre.
             */
            right_tenths?: number;
        };
        /**
         * @description What a printer understands, and how it is reached.
         * @enum {string}
         */
        PrinterKind: "zpl" | "tspl" | "ipp";
        /** @description A printer. */
        PrinterShown: {
            /** @description Where it is; for administrators only. */
            address?: string | null;
            /** @description Its code. */
            code: string;
            /** @description At which desks it stands: `reception`, `scanning`, `repair`, `reading`. */
            desks: string[];
            /**
             * Format: int32
             * @description The same, downwards.
             */
            down_tenths: number;
            /**
             * Format: int32
             * @description Its dots in an inch.
             */
            dpi: number;
            /** @description What it understands. */
            kind: components["schemas"]["PrinterKind"];
            /** @description Its name. */
            name: components["schemas"]["Bilingual"];
            /** @description What lies in it. */
            paper: components["schemas"]["Paper"];
            /** @description Whether nothing more is printed on it. */
            retired: boolean;
            /**
             * Format: int32
             * @description By how much it prints off, to the right, in tenths of a millimetre.
             */
            right_tenths: number;
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            /** @description The stable code, such as `FolderOnLoan`. */
            code: string;
            /** @description What happened, in the language asked for. */
            detail: string;
            /** @description What the sentence is about, by name. */
            params: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The status in words. */
            title: string;
            /** @description Always `about:blank`: `code` says what it is. */
            type: string;
        };
        /** @description How far a job is, in rows. */
        Progress: {
            /**
             * Format: int64
             * @description Rows not carried out.
             */
            bad: number;
            /**
             * Format: int64
             * @description Rows gone through.
             */
            done: number;
            /**
             * Format: int64
             * @description Rows carried out (or, in a dry run, that could be).
             */
            good: number;
            /**
             * Format: int64
             * @description Rows that an earlier run carried out.
             */
            known: number;
            /**
             * Format: int64
             * @description How long it will still take.
             */
            seconds_left?: number | null;
            /**
             * Format: int64
             * @description Rows in all.
             */
            total: number;
        };
        /** @description Whether everything that is kept fits together. */
        ProofShown: {
            last?: components["schemas"]["ProvedShown"] | null;
            under_way?: components["schemas"]["WorkShown"] | null;
        };
        /** @description Where a folder would go. */
        ProposedPlace: {
            /** @description Why there. */
            reason: components["schemas"]["Bilingual"];
            /** @description The slot. */
            slot: string;
        };
        /** @description A proof that came to its end. */
        ProvedShown: {
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            began_at: string;
            by: components["schemas"]["PersonRef"];
            /** @description What was looked at, in order. */
            checks: components["schemas"]["CheckShown"][];
            /** @description Why nothing could be proved, in English. */
            failure?: string | null;
            /** @description Whether nothing was found that does not fit. */
            fits: boolean;
            /**
             * Format: int64
             * @description The last frame when it began.
             */
            seq: number;
        };
        /** @description A head that was written down. */
        PublishedShown: {
            /** Format: date */
            date?: string | null;
            /** Format: int64 */
            seq: number;
        };
        /** @description Where a folder was put. */
        PutAwayBody: {
            /** @description Whether a folder that belongs elsewhere is to have its home here from now on. */
            confirm_move?: boolean;
            /** @description Whether it stands there already: a wrong slot is then recorded and not asked about. */
            observed?: boolean;
            /** @description The slot or box, by its code. */
            slot: string;
        };
        /** @description Folders put into one slot or box. */
        PutAways: {
            codes: string[];
            confirm_move?: boolean;
            /** @description Whether they stand there already: a wrong slot is then recorded and not asked about. */
            observed?: boolean;
            slot: string;
        };
        /** @description Pages that are to wait again. */
        PutBackBody: {
            /** @description Their numbers; 500 at most. */
            pages: number[];
            was?: components["schemas"]["WaitedBody"] | null;
        };
        /** @description The answer to one queued command. */
        QueuedAnswer: {
            case?: components["schemas"]["QueuedCase"] | null;
            /** @description Whether the device's clock was not believed. */
            clamped: boolean;
            /**
             * Format: int32
             * @description The number of the count that it began, was part of, or ended.
             */
            count?: number | null;
            /** @description The numbers of the discrepancies it raised. */
            discrepancies: number[];
            /** @description What became of each folder, in the order in which they were named. */
            folders: components["schemas"]["QueuedItem"][];
            /**
             * Format: int64
             * @description Its number.
             */
            number: number;
            /**
             * Format: date-time
             * @description When it happened, as recorded.
             */
            occurred_at?: string | null;
            problem?: components["schemas"]["Problem"] | null;
            /** @description Whether it had been handled before: this is the answer of then. */
            repeated: boolean;
            /**
             * Format: int64
             * @description The frame that records it.
             */
            seq?: number | null;
            /** @description What became of it. */
            status: components["schemas"]["QueuedStatus"];
        };
        /** @description One queued command. */
        QueuedBody: {
            /** @description What was done. */
            command: components["schemas"]["QueuedCommand"];
            /**
             * Format: int64
             * @description Its number in the queue: 1, 2, 3 … for each person on each device.
             */
            number: number;
            /**
             * Format: date-time
             * @description When it was done at the shelf.
             */
            occurred_at: string;
            /**
             * Format: int64
             * @description The last frame the device knew then.
             */
            seen_seq?: number | null;
        };
        /** @description The case of a queued command. */
        QueuedCase: {
            /** @description Its code. */
            code: string;
            /**
             * Format: int32
             * @description How many gaps it has; nothing if nobody looked.
             */
            gaps?: number | null;
            /** @description Where it stands now: `announced`, `waiting`, `filed` or `cancelled`. */
            phase: string;
            /**
             * Format: int32
             * @description The transfer in which its papers came.
             */
            transfer?: number | null;
        };
        /**
         * @description What can be queued. Lending, renewing, moving, withdrawing, counting as such and undoing ask and may be refused; what was
         *     seen or brought back is told and recorded.
         */
        QueuedCommand: {
            /** @description To whom. */
            borrower: components["schemas"]["BorrowerBody"];
            /** @description The folders. */
            codes: string[];
            /**
             * Format: date
             * @description Until when.
             */
            due?: string | null;
            /** @enum {string} */
            kind: "check_out";
            /** @description Why. */
            purpose?: string;
        } | {
            /** @description The folders. */
            codes: string[];
            /**
             * Format: date
             * @description Until when.
             */
            due?: string | null;
            /** @enum {string} */
            kind: "renew";
        } | {
            /** @description The folders. */
            codes: string[];
            /** @description To which desk; `reception` unless said. */
            desk?: string | null;
            /** @enum {string} */
            kind: "return";
        } | {
            /** @description The slot, box, shelf or desk. */
            at: string;
            /** @description The folders. */
            codes: string[];
            /** @enum {string} */
            kind: "put_away";
        } | {
            /** @description The slot, box, shelf or desk. */
            at: string;
            /** @description The folders. */
            codes: string[];
            /** @enum {string} */
            kind: "sighted";
        } | {
            /** @description The folders. */
            codes: string[];
            /** @enum {string} */
            kind: "receive";
        } | {
            /** @description The folder. */
            code: string;
            /** @description Good or damaged. */
            condition: components["schemas"]["Condition"];
            /** @enum {string} */
            kind: "note_condition";
            /** @description In one's own words. */
            note?: string;
        } | {
            /** @description The folder. */
            code: string;
            /** @enum {string} */
            kind: "declare_missing";
            /** @description What is known. */
            note?: string;
        } | {
            /** @description The folder. */
            code: string;
            /** @enum {string} */
            kind: "find";
            /** @description Where. */
            note?: string;
        } | {
            /** @enum {string} */
            kind: "open_count";
            /** @description The shelf, by its label or by that of a slot or box on it. */
            shelf: string;
        } | {
            /** @description The folders. */
            codes: string[];
            /**
             * Format: int32
             * @description The count, if the device knows its number.
             */
            count?: number | null;
            /** @description They are damaged, and how, in the counter's words. */
            damaged?: string | null;
            /** @enum {string} */
            kind: "count";
            /** @description The shelf. */
            shelf: string;
        } | {
            /**
             * Format: int32
             * @description The count, if the device knows its number.
             */
            count?: number | null;
            /** @enum {string} */
            kind: "close_count";
            /** @description The shelf. */
            shelf: string;
        } | {
            /**
             * Format: int32
             * @description The count, if the device knows its number.
             */
            count?: number | null;
            /** @enum {string} */
            kind: "cancel_count";
            /** @description The shelf. */
            shelf: string;
        } | {
            /** @description The case that was announced. */
            case?: string | null;
            /** @description The department's code. */
            department?: string | null;
            /** @description The desk; `reception` unless said. */
            desk?: string | null;
            /** @enum {string} */
            kind: "receive_case";
            new?: components["schemas"]["NewCaseBody"] | null;
            /** @description What of its papers is there. */
            papers: components["schemas"]["PapersBody"];
            /**
             * Format: int32
             * @description The transfer, if the device knows its number; else the one that is open for the department at the desk, or
             *     a new one.
             */
            transfer?: number | null;
        } | {
            /** @description The case. */
            case: string;
            /** @enum {string} */
            kind: "note_papers";
            /** @description The papers. */
            papers: components["schemas"]["PaperNoteBody"][];
        } | {
            /** @description The case. */
            case: string;
            /** @description The folder. */
            folder: string;
            /** @enum {string} */
            kind: "file_case";
        } | {
            /** @description To whom. */
            borrower: components["schemas"]["BorrowerBody"];
            /** @description The case. */
            case: string;
            /**
             * Format: date
             * @description Until when.
             */
            due?: string | null;
            /** @enum {string} */
            kind: "lend_paper";
            /** @description The paper. */
            paper: components["schemas"]["PaperName"];
            /** @description Why. */
            purpose?: string;
        } | {
            /** @description The case. */
            case: string;
            /** @enum {string} */
            kind: "return_paper";
            /** @description The paper. */
            paper: components["schemas"]["PaperName"];
        } | {
            /** @description The folder. */
            code: string;
            /** @description To which desk; `reception` unless said. */
            desk?: string | null;
            /** @enum {string} */
            kind: "return_short";
            /** @description In the words of whoever looked. */
            note?: string;
            /** @description What it lacks. */
            short: components["schemas"]["ShortBody"][];
        } | {
            /** @description The case. */
            case: string;
            /** @enum {string} */
            kind: "paper_missing";
            /** @description In the words of whoever looked. */
            note?: string;
            /** @description The paper. */
            paper: components["schemas"]["PaperName"];
        } | {
            /** @description The case. */
            case: string;
            /** @description The folder. */
            folder: string;
            /** @enum {string} */
            kind: "paper_sighted";
            /** @description In the finder's words. */
            note?: string;
            /** @description The paper. */
            paper: components["schemas"]["PaperName"];
        } | {
            /** @description The case. */
            case: string;
            /** @enum {string} */
            kind: "move_paper";
            /** @description What it is called there, if that case's list does not say. */
            name?: string;
            /** @description The paper. */
            paper: components["schemas"]["PaperName"];
            /** @description Why. */
            reason?: string;
            /** @description The case it belongs to. */
            to_case: string;
            to_paper?: components["schemas"]["PaperName"] | null;
        } | {
            /** @description The case. */
            case: string;
            /** @enum {string} */
            kind: "withdraw_paper";
            /** @description The paper. */
            paper: components["schemas"]["PaperName"];
            /** @description Why, and to whom. */
            reason: string;
        } | {
            /** @description The folder. */
            code: string;
            /** @enum {string} */
            kind: "measure";
            /**
             * Format: int32
             * @description How thick it is.
             */
            thickness_mm: number;
        } | {
            /** @description The folders. */
            codes: string[];
            /** @enum {string} */
            kind: "ask_reprint";
        } | {
            /** @description The folders. */
            codes: string[];
            /** @enum {string} */
            kind: "note_reprinted";
        } | {
            /** @description The folders. */
            codes: string[];
            /** @enum {string} */
            kind: "note_applied";
        } | {
            /** @description The folders. */
            codes: string[];
            from?: components["schemas"]["BorrowerBody"] | null;
            /** @enum {string} */
            kind: "take_over";
            /** @description Who takes them over. */
            to: components["schemas"]["BorrowerBody"];
        } | {
            /** @enum {string} */
            kind: "undo";
            /**
             * Format: int64
             * @description Its number.
             */
            number: number;
        } | {
            /** @enum {string} */
            kind: "forgotten";
        };
        /** @description What became of one folder of a queued command. */
        QueuedItem: {
            /** @description The code it was named by. */
            code: string;
            /** @description Its own code. */
            folder?: string | null;
            problem?: components["schemas"]["Problem"] | null;
            where?: components["schemas"]["WhereShown"] | null;
        };
        /**
         * @description What became of a queued command.
         * @enum {string}
         */
        QueuedStatus: "done" | "refused" | "waiting";
        /** @description A range of shelving. */
        RangeShown: {
            /** Format: int32 */
            bays: number;
            /** Format: int64 */
            capacity_mm: number;
            code: string;
            /** Format: int64 */
            folders: number;
            /** Format: int32 */
            shelf_count: number;
            /** Format: int32 */
            shelves: number;
            sides: string[];
            /** Format: int32 */
            slot_width_mm: number;
            /** Format: int32 */
            slots: number;
            /** Format: int64 */
            used_mm: number;
        };
        /** @description A range's new size; what is absent stays. */
        RangeSize: {
            /** Format: int32 */
            bays?: number | null;
            /** Format: int32 */
            shelves?: number | null;
            /** Format: int32 */
            slots?: number | null;
        };
        /** @description Ranges to declare in bulk. */
        RangesBody: {
            /** Format: int32 */
            bays: number;
            /** Format: int32 */
            from: number;
            /** Format: int32 */
            shelves: number;
            /** @description `["L","R"]`, or `["-"]` for ranges with one side. */
            sides: string[];
            /** Format: int32 */
            slot_width_mm: number;
            /** Format: int32 */
            slots: number;
            /** Format: int32 */
            to: number;
        };
        /** @description How far reading a file is. */
        ReadingShown: {
            /**
             * Format: int32
             * @description How many it has, if its file says so.
             */
            of?: number | null;
            /**
             * Format: int32
             * @description How many of its pages were read.
             */
            pages: number;
        };
        /** @description Why. */
        ReasonBody: {
            reason?: string;
        };
        /** @description A case whose papers somebody puts on the desk. */
        ReceiveBody: {
            /** @description The case that was announced: its code, its reference, or its folder's code. */
            case?: string | null;
            new?: components["schemas"]["NewCaseBody"] | null;
            /** @description What of its papers is there. */
            papers: components["schemas"]["PapersBody"];
        };
        /** @description What a desk has to do with cases today. */
        ReceiveToday: {
            /** @description Announced and due on a later day, the next one first. */
            coming: components["schemas"]["SomeCases"];
            /** @description Announced and due today, or announced without a day. */
            expected: components["schemas"]["SomeCases"];
            /** @description Announced and due before today. */
            late: components["schemas"]["SomeCases"];
            /** @description Transfers that are open. */
            open_transfers: components["schemas"]["SomeTransfers"];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: date
             * @description The archive's date.
             */
            today: string;
            /** @description Their papers wait for their folder. */
            waiting: components["schemas"]["SomeCases"];
        };
        /** @description A case that was taken over. */
        ReceivedCase: components["schemas"]["CaseCard"] & {
            home?: components["schemas"]["HomeShown"] | null;
            /** @description Whether its folder is elsewhere, so that the papers wait at the desk. */
            waits: boolean;
        };
        /** @description What the record said. */
        RecordedShown: {
            /** @description Who last had it in hand. */
            by: components["schemas"]["PersonRef"];
            /** @description Its place. */
            place: components["schemas"]["PlaceShown"];
            /** @description All that in words. */
            sentence: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description The folder's state. */
            state: string;
        };
        /** @description Why days are counted anew, and by which calendar. */
        RecountBody: {
            /** @description Why; it stands in the history of each case. */
            reason: string;
            /**
             * Format: int32
             * @description The version of the calendar one looked at.
             */
            version: number;
        };
        /** @description How many cases are due on another day now. */
        Recounted: {
            /** @description How many. */
            cases: number;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description For when the app is lost: each opens the account once. */
        RecoveryCodes: {
            /** @description Shown here and never again. */
            recovery_codes: string[];
        };
        /** @description A remark on a folder. */
        RemarkBody: {
            /** @description In one's own words. */
            note?: string;
        };
        /** @description What would help a folder that does not fit, or should stand elsewhere. */
        RemedyShown: {
            /** @description Why it should not stay as it is: `too_thick`, `other_run`, `out_of_overflow`; nothing if it may. */
            cause?: string | null;
            problem?: components["schemas"]["Problem"] | null;
            to?: components["schemas"]["ProposedPlace"] | null;
            /**
             * Format: int32
             * @description The number of the volume that could be begun instead; `volumes` carries that out.
             */
            volume?: number | null;
        };
        /** @description Until when. */
        RenewBody: {
            /** Format: date */
            due?: string | null;
        };
        /** @description Loans to renew. */
        Renewals: {
            codes: string[];
            /** Format: date */
            due?: string | null;
        };
        /** @description Something wrong or odd about one row. */
        ReportLine: {
            code: string;
            /** @description The heading of the column; nothing when it is the row as a whole. */
            column?: string | null;
            detail: string;
            /**
             * Format: int64
             * @description The row's number as a spreadsheet shows it.
             */
            row: number;
            /** @description `error` keeps the row out, `warning` does not. */
            severity: components["schemas"]["Severity"];
            value?: string | null;
        };
        /** @description A re-slotting to ask for. */
        ReslottingBody: components["schemas"]["ChosenBody"] & {
            /** @description Only say what would come out. */
            dry_run?: boolean;
            /** @description Why; recorded where a place is chosen. */
            reason?: string;
        };
        /** @description What became of each folder, in the order they were named. */
        Results: {
            /** @description One for each. */
            results: components["schemas"]["ItemResult"][];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description How long folders of a type are kept. */
        Retention: {
            /** @description Which event starts it; only for `after_event`. */
            event?: string | null;
            /** @description How it is counted. */
            kind: components["schemas"]["RetentionKind"];
            /**
             * Format: int32
             * @description For how many years; absent when permanent.
             */
            years?: number | null;
        };
        /**
         * @description How a retention period is counted.
         * @enum {string}
         */
        RetentionKind: "permanent" | "years" | "after_event";
        /** @description What a folder that comes back lacks. */
        ReturnBody: {
            /** @description In the words of whoever looked. */
            note?: string;
            /** @description Papers that its contents list names and that are not in it; whoever had the folder answers for them. */
            short?: components["schemas"]["ShortBody"][];
        };
        /** @description What a second person found. */
        ReviewBody: {
            /** @description What is not. */
            note?: string;
            /** @description Whether the entry is right. */
            right: boolean;
        };
        /**
         * @description What somebody is to the archive.
         * @enum {string}
         */
        Role: "administrator" | "archivist" | "department_clerk" | "borrower" | "auditor" | "temporary";
        /** @description A roll of labels of one size, in tenths of a millimetre. */
        Roll: {
            /**
             * Format: int32
             * @description What lies between two labels.
             */
            gap: number;
            /**
             * Format: int32
             * @description A label's height.
             */
            height: number;
            /**
             * Format: int32
             * @description A label's width.
             */
            width: number;
        };
        /** @description When a storeroom, its zones and the lanes in it will be full. */
        RoomForecast: {
            /** @description This month and those after it. */
            ahead: string[];
            code: string;
            /** @description The storeroom first, then zones, then lanes. */
            lines: components["schemas"]["ForecastLine"][];
            /** @description The 24 complete months before this one. */
            past: string[];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /** Format: date */
            today: string;
        };
        /** @description A storeroom at a glance. */
        RoomMap: {
            code: string;
            lanes: components["schemas"]["MapName"][];
            name: components["schemas"]["Bilingual"];
            /** @description In order of time. */
            periods: string[];
            ranges: components["schemas"]["MapRange"][];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            shelves: components["schemas"]["MapShelves"];
            /**
             * Format: date
             * @description The archive's date: ages are counted from it.
             */
            today: string;
            zones: components["schemas"]["MapName"][];
        };
        /** @description A round over all originals that is under way. */
        RoundShown: {
            /** Format: date-time */
            began_at: string;
            /** Format: int64 */
            bytes: number;
            /**
             * Format: int32
             * @description How many of those that were read are gone or altered.
             */
            damaged: number;
            /**
             * Format: int32
             * @description How many were read.
             */
            files: number;
            /** @description Whether somebody asked for it: it does not wait in between then. */
            is_asked: boolean;
            /** Format: int64 */
            of_bytes: number;
            of_files: number;
        };
        /**
         * @description What became of a row.
         * @enum {string}
         */
        RowOutcome: "planned" | "done" | "unchanged" | "refused" | "warned";
        /** @description What to do with an import. */
        RunBody: {
            /** @description Whether old numbers become own codes. */
            keep_codes?: boolean;
            mapping: components["schemas"]["MappingBody"];
            placement?: components["schemas"]["Placing"];
            /** @description Save the mapping under this name. */
            save_as?: string | null;
        };
        /** @description A scanner that is scanning for somebody, or has. */
        RunShown: {
            /** Format: date-time */
            began_at: string;
            colour: components["schemas"]["Colours"];
            /** Format: int32 */
            dpi: number;
            duplex: boolean;
            /** Format: date-time */
            ended_at?: string | null;
            /** @description Its id. */
            id: string;
            /** @description The folder or case to which its first pages belong. */
            into?: string | null;
            /**
             * Format: int32
             * @description How many documents came from the scanner: of most a page each.
             */
            pages: number;
            problem?: components["schemas"]["TroubleShown"] | null;
            /** @description The scanner, by its code. */
            scanner: string;
            /** @description The scans that came of it. */
            scans: number[];
            /**
             * Format: int32
             * @description How many sheets were announced.
             */
            sheets?: number | null;
            source: components["schemas"]["PaperSource"];
            state: components["schemas"]["RunState"];
        };
        /**
         * @description Where a run stands.
         * @enum {string}
         */
        RunState: "asking" | "scanning" | "keeping" | "done" | "failed" | "cancelled";
        /** @description A saved search as it is to be; what is absent stays. */
        SavedPatch: {
            /** @description What it is called. */
            name?: string | null;
            /** @description What the page's address says behind `?`. */
            query?: string | null;
            share?: components["schemas"]["Share"] | null;
        };
        /** @description A saved search. */
        SavedShown: {
            /** @description Whether the asker may rename, change and delete it. */
            may_change: boolean;
            /** @description What it is called. */
            name: string;
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /** @description Whose it is. */
            owner: components["schemas"]["PersonRef"];
            /** @description What the page's address says behind `?`: the whole question. */
            query: string;
            /** @description With whom it is shared. */
            share: components["schemas"]["Share"];
        };
        /** @description What is to be scanned, and how. */
        ScanBody: {
            /** @description With or without colours; without if nothing is said. */
            colour?: components["schemas"]["Colours"];
            /**
             * Format: int32
             * @description Dots in an inch; 300 if nothing is said.
             */
            dpi?: number;
            /** @description Both sides of each sheet of a stack. */
            duplex?: boolean;
            /** @description The folder or case to which the first pages belong, by a code; codes on the pages count more. */
            into?: string | null;
            /**
             * Format: int32
             * @description How many sheets lie in the feeder: if its pages are not as many, somebody looks at them.
             */
            sheets?: number | null;
            /** @description From where. */
            source: components["schemas"]["PaperSource"];
        };
        /** @description How scanning goes. */
        ScanFigures: {
            /** @description Those that were set aside. */
            aside: number;
            checked?: components["schemas"]["CheckedShown"] | null;
            /** @description Originals that are gone, or not what came in. */
            damaged: number;
            /** @description Those that could not be read. */
            failed: number;
            /** @description Those that hang on folders. */
            filed: number;
            /**
             * @description What lies in the inbox and is left alone, for it is no file: links, pipes, folders that are too deep. The first 20, by
             *     name, for whoever puts pages where they belong.
             */
            left_alone: string[];
            /** @description Pages that were read. */
            pages: number;
            /** @description Those that are to be read. */
            received: number;
            /** @description Scans that came. */
            scans: number;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /** @description The text of pages. */
            text: components["schemas"]["TextFigures"];
            /** @description Those that wait to be put where they belong. */
            waiting: number;
        };
        /** @description That somebody dealt with a file that could not be read. */
        ScanSettledShown: {
            /** Format: date-time */
            at: string;
            by: string;
            /** @description How; nothing once those words were erased. */
            note?: string | null;
        };
        /** @description A scan: a file of scanned pages, as it came. */
        ScanShown: {
            /** Format: int64 */
            bytes: number;
            damage?: components["schemas"]["Damage"] | null;
            /** @description Whether pages of it were erased on a lawful order: its file is destroyed then, or stays closed. */
            erased: boolean;
            fault?: components["schemas"]["FaultShown"] | null;
            /** @description What it was called where it came from. */
            file_name: string;
            /** @description The folders on which its pages hang, as far as the asker sees them, with how many. */
            folders: components["schemas"]["PagesOn"][];
            into?: components["schemas"]["IntoShown"] | null;
            media_type: string;
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /**
             * Format: int32
             * @description How many of its pages are in the record.
             */
            pages: number;
            reading?: components["schemas"]["ReadingShown"] | null;
            /** Format: date-time */
            received_at: string;
            /** @description Who sent it. */
            received_by: string;
            settled?: components["schemas"]["ScanSettledShown"] | null;
            /** @description The SHA-256 of its bytes. */
            sha256: string;
            /**
             * Format: int32
             * @description How many sheets were announced.
             */
            sheets?: number | null;
            source: components["schemas"]["ScanSource"];
            state: components["schemas"]["ScanState"];
            /**
             * Format: int32
             * @description How many of them wait to be put where they belong.
             */
            waiting: number;
        };
        /**
         * @description By which way a scan came.
         * @enum {string}
         */
        ScanSource: "inbox" | "upload" | "command_line" | "scanner";
        /**
         * @description How far a scan is.
         * @enum {string}
         */
        ScanState: "received" | "filed" | "needs_review" | "failed" | "settled";
        /** @description What a scanned text is. */
        Scanned: {
            /** @description The folder. */
            folder: components["schemas"]["FolderHit"];
            /** @enum {string} */
            kind: "folder";
        } | {
            /** @description The folders. */
            candidates: components["schemas"]["FolderHit"][];
            /** @enum {string} */
            kind: "folders";
        } | {
            /** @description The case. */
            case: components["schemas"]["CaseLine"];
            /** @enum {string} */
            kind: "case";
        } | {
            /** @enum {string} */
            kind: "person";
            /** @description Whose. */
            person: components["schemas"]["PersonCard"];
        } | {
            /** @description Whether it is blocked. */
            blocked: boolean;
            /**
             * Format: int64
             * @description How wide it is.
             */
            capacity_mm: number;
            /** @description Its code. */
            code: string;
            /** @enum {string} */
            kind: "slot";
            /** @description What to show. */
            label: string;
            /**
             * Format: int64
             * @description How much of it is kept for folders.
             */
            used_mm: number;
        } | {
            /** @description Its code. */
            code: string;
            /** @enum {string} */
            kind: "box";
        } | {
            /** @description Its code. */
            code: string;
            /** @enum {string} */
            kind: "place";
        } | {
            /** @description The server. */
            host: string;
            /** @enum {string} */
            kind: "foreign";
        } | {
            /** @enum {string} */
            kind: "unknown";
            /** @description Codes that differ from it in one place. */
            nearest: string[];
            /** @description The text, normalised. */
            text: string;
        };
        /** @description A scanner as it is to be. */
        ScannerBody: {
            /** @description Where it is: `http://host:port/eSCL`, or `https`. */
            address: string;
            /** @description The one certificate that it may show over `https`, by its SHA-256 in hexadecimal digits; see `look_at_certificate`. */
            certificate?: string | null;
            /** @description Its name. */
            name: components["schemas"]["Bilingual"];
            /** @description Whether nothing more is scanned on it. */
            retired?: boolean;
        };
        /** @description A scanner, what it can do, and how it stands. */
        ScannerCard: {
            capabilities: components["schemas"]["Capabilities"];
            scanner: components["schemas"]["ScannerShown"];
            status: components["schemas"]["Status"];
        };
        /** @description A scanner. */
        ScannerShown: {
            /** @description Where it is; for administrators only. */
            address?: string | null;
            /**
             * @description The one certificate that it may show over `https`, by its SHA-256; for administrators only. Without one, an authority
             *     that the service's machine trusts has to vouch for whatever it shows.
             */
            certificate?: string | null;
            /** @description Its code. */
            code: string;
            /** @description Whether somebody is having it scan. */
            is_in_use: boolean;
            /** @description Its name. */
            name: components["schemas"]["Bilingual"];
            /** @description Whether nothing more is scanned on it. */
            retired: boolean;
        };
        /**
         * @description What a scanner is busy with, or troubled by.
         * @enum {string}
         */
        ScannerState: "idle" | "busy" | "jammed" | "open" | "stopped";
        /** @description Scanned pages that somebody has to do something about. */
        ScansWait: {
            /** @description Originals that are not what came in any more. */
            damaged: number;
            /** @description Files that could not be read. */
            failed: number;
            /** @description Pages of which nobody knows yet where they belong. */
            to_sort: number;
        };
        /**
         * @description What one folder of a type collects.
         * @enum {string}
         */
        Scope: "case" | "subject" | "subject_year" | "year";
        /** @description Hits, and how they divide. */
        SearchAnswer: {
            /**
             * Format: int64
             * @description How many frames it has yet to take in, a moment's as a rule: what those registered or edited may not be found yet.
             */
            behind: number;
            /** @description Nothing matched as typed; these match with one mistake forgiven. */
            corrected: boolean;
            /** @description The question was too long: only its first 256 characters and 16 words were looked for. */
            cut?: boolean;
            /** @description Counts by facet: of folders that match and everything chosen in the other facets. */
            facets: {
                [key: string]: components["schemas"]["FacetValue"][];
            };
            /**
             * Format: int64
             * @description How many cards there are.
             */
            group_total?: number | null;
            /** @description The cards, if they were asked for. */
            groups?: components["schemas"]["SubjectGroup"][] | null;
            /** @description The hits; none if cards were asked for. */
            items: components["schemas"]["FolderHit"][];
            /** @description Where nothing was found: which words stand in the way. */
            nearest?: components["schemas"]["Nearest"][];
            /** @description Ask for this to get the next page; nothing on the last one, and past 10,000 hits. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description The last frame the index knows of.
             */
            seq: number;
            /**
             * @description Where nothing was found and `similar` was asked for: the folders that come closest, should a name have been heard or
             *     a code typed wrong.
             */
            similar?: components["schemas"]["FolderHit"][];
            /** Format: int64 */
            took_ms: number;
            /**
             * Format: int64
             * @description How many folders match, exactly.
             */
            total: number;
            /** @description What was understood, where nothing matched as it was typed. */
            understood?: components["schemas"]["Understood"][];
            /**
             * Format: int64
             * @description Where nothing was found: how many would be if nothing were chosen.
             */
            unfiltered?: number | null;
        };
        /** @description Why pages are set aside. */
        SetAsideBody: {
            /** @description Their numbers; 500 at most. */
            pages: number[];
            reason: string;
        };
        /** @description Settings to change; what is absent stays. */
        SettingsBody: {
            administrators_need_totp?: boolean | null;
            archive_name?: string | null;
            base_url?: string | null;
            /** Format: int32 */
            default_loan_days?: number | null;
            fonds?: string | null;
            /** Format: int32 */
            max_loan_days?: number | null;
            /** Format: int32 */
            max_renewals?: number | null;
            time_zone?: string | null;
        };
        /** @description The archive's settings. */
        SettingsShown: {
            /** @description Whether administrators must sign in with a second factor. */
            administrators_need_totp: boolean;
            archive_name: string;
            base_url: string;
            /** Format: int32 */
            default_loan_days: number;
            fonds: string;
            former_base_urls: string[];
            /** Format: int32 */
            max_loan_days: number;
            /** Format: int32 */
            max_renewals: number;
            time_zone: string;
        };
        /** @description Which story holds. */
        SettleBody: {
            /** @description `as_observed`, `as_recorded` or `explained`. */
            how: components["schemas"]["Settling"];
            /** @description In one's own words. */
            note?: string;
        };
        /** @description How a file that could not be read was dealt with. */
        SettleScanBody: {
            /** @description How: it was scanned again, say. */
            note: string;
        };
        /** @description How it was settled. */
        SettledShown: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description By whom. */
            by: components["schemas"]["PersonRef"];
            /** @description How. */
            how: components["schemas"]["Settling"];
            /** @description The same in words. */
            label: string;
            /** @description In his words. */
            note: string;
            /**
             * Format: int64
             * @description The frame.
             */
            seq: number;
        };
        /**
         * @description Which of the two stories is settled on.
         * @enum {string}
         */
        Settling: "as_observed" | "as_recorded" | "explained" | "corrected";
        /** @description How far the archive is set up. */
        Setup: {
            has_folders: boolean;
            has_lanes: boolean;
            has_storeroom: boolean;
            has_types: boolean;
            has_zones: boolean;
        };
        /**
         * @description How bad an issue is.
         * @enum {string}
         */
        Severity: "warning" | "error";
        /** @description With whom a search is shared, and which role or department that is. */
        Share: {
            /** @description The department's code. */
            department?: string | null;
            role?: components["schemas"]["Role"] | null;
            with: components["schemas"]["ShareWith"];
        };
        /**
         * @description With whom a search is shared.
         * @enum {string}
         */
        ShareWith: "nobody" | "role" | "department" | "everybody";
        /** @description Sheets with places for labels in columns and rows, in tenths of a millimetre. */
        Sheet: {
            /**
             * Format: int32
             * @description From label to label across.
             */
            across: number;
            /**
             * Format: int32
             * @description How many side by side.
             */
            columns: number;
            /**
             * Format: int32
             * @description From label to label down.
             */
            down: number;
            /**
             * Format: int32
             * @description A label's height.
             */
            height: number;
            /**
             * Format: int32
             * @description Where the first label begins, from the left.
             */
            left: number;
            /**
             * Format: int32
             * @description The sheet's height.
             */
            page_height: number;
            /**
             * Format: int32
             * @description The sheet's width.
             */
            page_width: number;
            /**
             * Format: int32
             * @description How many one above the other.
             */
            rows: number;
            /**
             * Format: int32
             * @description Where it begins, from above.
             */
            top: number;
            /**
             * Format: int32
             * @description A label's width.
             */
            width: number;
        };
        /** @description A shelf, as a cell of the map. */
        ShelfShown: {
            /** Format: int32 */
            bay: number;
            blocked: boolean;
            /** Format: int64 */
            capacity_mm: number;
            code: string;
            /** Format: int64 */
            folders: number;
            lane?: string | null;
            mixed: boolean;
            period?: string | null;
            /** Format: int32 */
            shelf: number;
            side: string;
            /** Format: int64 */
            used_mm: number;
            zone?: string | null;
        };
        /** @description A paper that a folder lacks. */
        ShortBody: {
            /** @description The case; not needed where the folder holds one. */
            case?: string | null;
            /** @description The paper: its id on the case's list, or its number. */
            paper: components["schemas"]["PaperName"];
        };
        /**
         * @description Which side of its paper a page is.
         * @enum {string}
         */
        Side: "front" | "back" | "unknown";
        /** @description Where a paper was seen. */
        SightPaperBody: {
            /** @description The folder. */
            folder: string;
            /** @description In the finder's words. */
            note?: string;
            paper: components["schemas"]["PaperName"];
        };
        /** @description Where a folder was seen. */
        SightedBody: {
            /** @description The slot, box, shelf or desk. */
            at: string;
        };
        /** @description Folders that were seen in one place. */
        Sightings: {
            /** @description The slot, box, shelf or desk. */
            at: string;
            /** @description The folders, at most 200. */
            codes: string[];
        };
        /** @description An original that was seen signed. */
        SignBody: {
            case: string;
            /**
             * Format: int32
             * @description The page on which it was seen.
             */
            page?: number | null;
            paper: components["schemas"]["PaperName"];
            signature: components["schemas"]["Signature"];
        };
        /**
         * @description Who signs a paper.
         * @enum {string}
         */
        Signature: "customer" | "staff";
        /** @description A slot with what has its home in it. */
        SlotShown: {
            blocked_reason?: string | null;
            box?: components["schemas"]["BoxShown"] | null;
            code: string;
            /** @description The folders one may see, in order. */
            folders: components["schemas"]["FolderInSlot"][];
            /**
             * Format: int64
             * @description Kept for folders, those one may not see included.
             */
            used_mm: number;
            /** Format: int32 */
            width_mm: number;
        };
        /** @description Some cases, and how many there are in all. */
        SomeCases: {
            /** @description At most 200. */
            items: components["schemas"]["CaseLine"][];
            /** @description How many there are. */
            total: number;
        };
        /** @description Some transfers, and how many there are in all. */
        SomeTransfers: {
            /** @description At most 200. */
            items: components["schemas"]["TransferLine"][];
            /** @description How many there are. */
            total: number;
        };
        /** @description Who answers for a case, hands it over, or takes it. */
        Somebody: {
            /** @description His name. */
            name: string;
            /**
             * Format: int32
             * @description His number, if he has an account.
             */
            no?: number | null;
        };
        /** @description From shelf to shelf; a range or storeroom stands for all its shelves. */
        SpanBody: {
            from: string;
            to: string;
        };
        /** @description Which folders are of a second subject, and what is known of it. */
        SplitBody: {
            folders: string[];
            identities?: components["schemas"]["Identity"][];
            name: string;
            phones?: string[];
        };
        /** @description Which cases go into a new folder. */
        SplitFolderBody: components["schemas"]["BesideBody"] & {
            /** @description Whether the new folder is another volume of the file, rather than a folder of its own. */
            as_volume?: boolean;
            /** @description The cases, by their codes. */
            cases: string[];
            /** @description Why. */
            reason: string;
        };
        /**
         * @description In which language the words of a template are printed.
         * @enum {string}
         */
        Spoken: "zh" | "en" | "both";
        /** @description Which shelf of which range: what a drawing of a room marks. */
        Standing: {
            /**
             * Format: int32
             * @description From 1.
             */
            bay: number;
            /**
             * Format: int32
             * @description How many bays a side of the range has.
             */
            bays: number;
            range: string;
            /**
             * Format: int32
             * @description From 1, the lowest.
             */
            shelf: number;
            /** @description The shelf's own code. */
            shelf_code: string;
            /**
             * Format: int32
             * @description How many shelves a bay has.
             */
            shelves: number;
            /** @description `L`, `R`, or `-` where a range has one side. */
            side: string;
            /**
             * Format: int32
             * @description From 1; nothing of a shelf.
             */
            slot?: number | null;
            /**
             * Format: int32
             * @description How wide each of them is.
             */
            slot_width_mm: number;
            /**
             * Format: int32
             * @description How many slots a shelf has.
             */
            slots: number;
            storeroom: string;
        };
        /** @description How a scanner stands. */
        Status: {
            /** @description Whether paper lies in its feeder, if it has one and says so. */
            is_loaded?: boolean | null;
            /** @description What it is busy with, or troubled by. */
            state: components["schemas"]["ScannerState"];
        };
        /** @description A storeroom. */
        Storeroom: {
            /** Format: int64 */
            capacity_mm: number;
            code: string;
            /** Format: int64 */
            folders: number;
            name: components["schemas"]["Bilingual"];
            ranges: components["schemas"]["RangeShown"][];
            template: string;
            /** Format: int64 */
            used_mm: number;
        };
        /** @description A subject as somebody describes it. */
        SubjectBody: {
            /** @description A postal address. */
            address?: string;
            /**
             * Format: date
             * @description Since when it has had that role.
             */
            from?: string | null;
            /** @description What tells it from others. */
            identities?: components["schemas"]["Identity"][];
            /** @description What sort it is. */
            kind?: components["schemas"]["SubjectKind"];
            /** @description Its name. */
            name?: string;
            /**
             * Format: int32
             * @description A known subject's number, instead of a description.
             */
            no?: number | null;
            /** @description Telephone numbers. */
            phones?: string[];
            /** @description Its role on the folder; by default the type's first role of its kind. */
            role?: string | null;
            /**
             * Format: date
             * @description Until when.
             */
            until?: string | null;
        };
        /** @description A subject with all its folders, wherever they stand. */
        SubjectCard: {
            address: string;
            /**
             * Format: date-time
             * @description When its personal data were erased by order, if they were.
             */
            erased_at?: string | null;
            /** @description Whether an erasure is not finished yet: views and index are still being made anew. */
            erasure_under_way: boolean;
            folders: components["schemas"]["SubjectFolder"][];
            identities: components["schemas"]["Identity"][];
            kind: components["schemas"]["SubjectKind"];
            /**
             * Format: int32
             * @description What it is part of now, if the number asked for was merged.
             */
            merged_into?: number | null;
            name: string;
            /** Format: int32 */
            no: number;
            note: string;
            phones: string[];
        };
        /** @description A folder about a subject. */
        SubjectFolder: {
            /** @description The folder. */
            folder: components["schemas"]["FolderHit"];
            /**
             * Format: date
             * @description Since when.
             */
            from?: string | null;
            /** @description The subject's role on it. */
            role: string;
            /**
             * Format: date
             * @description Until when.
             */
            until?: string | null;
        };
        /** @description A subject's folders: those that match first, then its others, the newest first. */
        SubjectGroup: {
            /**
             * Format: int64
             * @description How many of its folders the asker may see.
             */
            folder_count: number;
            /** @description The first of them. */
            folders: components["schemas"]["GroupFolder"][];
            /**
             * Format: int64
             * @description How many of its folders match.
             */
            matching: number;
            subject?: components["schemas"]["GroupSubject"] | null;
        };
        /** @description A subject in a list. */
        SubjectHit: {
            /** @description How many of its folders the asker may see. */
            folder_count: number;
            kind: components["schemas"]["SubjectKind"];
            name: string;
            /** Format: int32 */
            no: number;
        };
        /**
         * @description What a subject is.
         * @enum {string}
         */
        SubjectKind: "person" | "company" | "vehicle" | "household";
        /** @description A subject's data, as they are to be; what is absent stays. */
        SubjectPatch: {
            address?: string | null;
            identities?: components["schemas"]["Identity"][] | null;
            name?: string | null;
            note?: string | null;
            phones?: string[] | null;
        };
        /** @description A part that subjects play in a folder of this type. */
        SubjectRole: {
            /** @description What plays it. A role for a person takes a company too: both buy cars. */
            kind: components["schemas"]["SubjectKind"];
            /** @description What people see. */
            name: components["schemas"]["Bilingual"];
            /** @description Its id, as a field's. */
            role: string;
        };
        /** @description What may be meant, the likeliest first. */
        SuggestAnswer: {
            /** @description At most some twenty. */
            items: components["schemas"]["Suggestion"][];
            /**
             * Format: int64
             * @description The last frame the index knows of.
             */
            seq: number;
        };
        /** @description Something that may be meant. */
        Suggestion: {
            /**
             * Format: int64
             * @description Where all that was typed is the name of a state, and not a part of one: how many folders are so.
             */
            count?: number | null;
            /** @description What tells it from others. */
            detail: string;
            /** @description `folder`, `subject`, `case`, `place`, `person`, `filter` or `saved`; more may come. */
            kind: string;
            /** @description What to show. */
            text: string;
            /**
             * @description What to open or to choose: a folder's, case's or place's code, a subject's number, or of `person`, `filter` and
             *     `saved` what the page's address then says.
             */
            value: string;
        };
        /** @description The folder that carried the other label. */
        SwapBody: {
            /** @description The other folder. */
            other: string;
            /** @description How it came out. */
            reason: string;
            /**
             * Format: date
             * @description Since when, if that is known.
             */
            since?: string | null;
        };
        /** @description Two folders whose labels were swapped, and what has to be gone over. */
        Swapped: {
            /** @description What was scanned, lent or attached as the one since then: it was the other one. */
            handled_one: components["schemas"]["HistoryItem"][];
            /** @description The same of the other. */
            handled_other: components["schemas"]["HistoryItem"][];
            /** @description The one. */
            one: components["schemas"]["FolderCard"];
            /** @description The other. */
            other: components["schemas"]["FolderCard"];
        };
        /** @description The answers to a batch. */
        SyncAnswer: components["schemas"]["SyncState"] & {
            /** @description One for each command, in order. */
            results: components["schemas"]["QueuedAnswer"][];
        };
        /** @description A device's queue, or the next part of it. */
        SyncBody: {
            /** @description At most 500, in the order of their numbers. */
            commands: components["schemas"]["QueuedBody"][];
            /** @description The device's own name: 1 to 64 letters, digits, `-` and `_`. */
            device: string;
            /** @description The incarnation in which the device knew what it knew. */
            incarnation?: string | null;
        };
        /** @description How far a queue was worked off. */
        SyncState: {
            /**
             * Format: int64
             * @description The highest number handled; the next one is one more.
             */
            handled: number;
            /** @description The archive's incarnation: another one than before means that it was restored. */
            incarnation: string;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description How the archive is. */
        SystemShown: {
            backup: components["schemas"]["BackupShown"];
            disk: components["schemas"]["DiskShown"];
            /** @description How many folders there are; nothing for whoever may not see them all, and so with the next three. */
            folders?: number | null;
            followers: components["schemas"]["FollowerShown"][];
            /** @description The newest frame's hash; written down elsewhere, it shows any later change to the record. */
            head_hash: string;
            incarnation: string;
            /** @description The originals of scans, and whether they are what came in. */
            originals: components["schemas"]["OriginalsShown"];
            /** @description Loans past their due date. */
            overdue?: number | null;
            published?: components["schemas"]["PublishedShown"] | null;
            rebuilding?: components["schemas"]["WorkShown"] | null;
            /** Format: int64 */
            seq: number;
            /** @description Folders by state. */
            states?: {
                [key: string]: number;
            } | null;
            subjects?: number | null;
            version: string;
            /** @description What somebody should look at, the gravest first. */
            warnings: components["schemas"]["Flag"][];
        };
        /** @description Who takes a loan over. */
        TakeOverBody: {
            from?: components["schemas"]["BorrowerBody"] | null;
            /** @description Who takes it over. */
            to: components["schemas"]["BorrowerBody"];
        };
        /** @description Loans that somebody takes over. */
        TakeOvers: {
            codes: string[];
            from?: components["schemas"]["BorrowerBody"] | null;
            /** @description Who takes them over. */
            to: components["schemas"]["BorrowerBody"];
        };
        /** @description A template as it is to be; what is absent stays. */
        TemplateBody: {
            /**
             * Format: int32
             * @description The version it was made from; 0 for a new one.
             */
            if_version?: number | null;
            /** @description Whether it is not used any more. */
            retired?: boolean | null;
            /** @description The template. */
            svg?: string | null;
        };
        /** @description A template, whole. */
        TemplateCard: components["schemas"]["TemplateShown"] & {
            /** @description The fields it may name. */
            fields: components["schemas"]["FieldShown"][];
            /** @description The fields its repeating rows may name. */
            row_fields: components["schemas"]["FieldShown"][];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /** @description The template itself. */
            svg: string;
            /** @description Its versions, the newest first; none of those that come with the program. */
            versions: components["schemas"]["TemplateVersion"][];
        };
        /** @description A template, in a list. */
        TemplateShown: {
            /** @description Its code. */
            code: string;
            /**
             * Format: int32
             * @description Its height, in tenths of a millimetre.
             */
            height_tenths: number;
            /** @description Whether it is a page of its own rather than stuck onto something. */
            is_form: boolean;
            /** @description What it is for, such as `folder`; kinds may be added. */
            kind: string;
            /** @description The kind in words. */
            kind_name: components["schemas"]["Bilingual"];
            /** @description Whether it is not used any more. */
            retired: boolean;
            /** @description Its own name. */
            title: components["schemas"]["Bilingual"];
            /**
             * Format: int32
             * @description Of one of the archive's own: its newest version.
             */
            version?: number | null;
            /**
             * Format: int32
             * @description Its width, in tenths of a millimetre.
             */
            width_tenths: number;
        };
        /** @description A version of one of the archive's own templates. */
        TemplateVersion: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            at: string;
            /** @description Whether the template was taken out of use with it. */
            retired: boolean;
            /**
             * Format: int32
             * @description Its number.
             */
            version: number;
        };
        /** @description How reading the text of pages goes. */
        TextFigures: {
            /**
             * Format: int64
             * @description Those that could not be read.
             */
            failed: number;
            /**
             * Format: int64
             * @description Pages that were read.
             */
            read: number;
            /** @description `off`, `idle`, `reading`, `yielding` while files are being taken in, `command_fails`; more may come. */
            state: string;
            /**
             * Format: int64
             * @description Those that are to be read.
             */
            waiting: number;
        };
        /**
         * @description Whether a page's text is there.
         * @enum {string}
         */
        TextState: "read" | "waiting" | "failed" | "passed" | "off";
        /** @description What waits for whoever asks. A part that is none of his business is not there. */
        TodayShown: {
            at_desk?: components["schemas"]["DeskWaits"] | null;
            cases?: components["schemas"]["CasesWait"] | null;
            /**
             * Format: date
             * @description The archive's date.
             */
            day: string;
            /**
             * Format: int64
             * @description Open discrepancies.
             */
            discrepancies?: number | null;
            labels?: components["schemas"]["LabelsWait"] | null;
            loans?: components["schemas"]["LoansWait"] | null;
            /** @description What the asker himself has. */
            mine: components["schemas"]["LoansWait"];
            scans?: components["schemas"]["ScansWait"] | null;
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
            /**
             * Format: date
             * @description The last day of its week, a Sunday.
             */
            week_ends: string;
            work?: components["schemas"]["Work"] | null;
        };
        /** @description A personal API token; its secret is shown only once. */
        TokenLine: {
            /** Format: date-time */
            created_at: string;
            /** Format: date */
            expires_on?: string | null;
            id: string;
            /** Format: date-time */
            last_used_at?: string | null;
            name: string;
        };
        /** @description A code of an authenticator app. */
        TotpCode: {
            /** @description Six digits. */
            code: string;
        };
        /** @description A key for an authenticator app. It counts once a code of it was sent back. */
        TotpKey: {
            /** @description That address as a QR code, to be scanned. */
            qr_svg: string;
            /** @description The key, to be typed. */
            secret: string;
            /** @description The same as an `otpauth://` address. */
            uri: string;
        };
        /** @description A transfer with its register. */
        TransferCard: components["schemas"]["TransferLine"] & {
            /** @description What came in it, in order: what was taken, then what was sent back. */
            entries: components["schemas"]["TransferEntry"][];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description A line of a register: a case as it was handed over, and what came later. */
        TransferEntry: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who took it, or sent it back. */
            by: components["schemas"]["Somebody"];
            /** @description The case, as it is now. */
            case: components["schemas"]["CaseLine"];
            due?: components["schemas"]["DueShown"] | null;
            /** @description What was wanting then, a line for each gap. */
            gaps: string[];
            giver?: components["schemas"]["Somebody"] | null;
            /** @description Whether it came in time; nothing if no day was set, and for what went back. */
            in_time?: boolean | null;
            /** @description What came later, or was found wrong later, in order. */
            later: components["schemas"]["LaterPapers"][];
            /** @description What became of it. */
            outcome: components["schemas"]["EntryOutcome"];
            /** @description Why it was sent back. */
            reason?: string | null;
        };
        /** @description A transfer, as a line in a list. */
        TransferLine: {
            /** @description How he confirmed it: `badge` or `password`. */
            by?: string | null;
            /** @description How many cases were taken. */
            cases: number;
            /**
             * Format: date-time
             * @description When both sides confirmed it; nothing while it is open.
             */
            closed_at?: string | null;
            /** @description The department that hands over. */
            department: components["schemas"]["Named"];
            /** @description The desk. */
            desk: string;
            /** @description The same in words. */
            desk_label: string;
            /**
             * Format: int32
             * @description How many gaps the taken ones came with.
             */
            gaps: number;
            giver?: components["schemas"]["Somebody"] | null;
            /**
             * Format: int32
             * @description Its number.
             */
            no: number;
            /**
             * Format: date-time
             * @description When it began.
             */
            opened_at: string;
            /** @description Who takes over. */
            taker: components["schemas"]["Somebody"];
            /** @description How many were brought and not taken. */
            turned_away: number;
        };
        /** @description What went wrong with a scanner. */
        TroubleShown: {
            /** @description `ScannerJam`, `ScannerEmpty`, `ScannerAway` and others; more may come. */
            code: string;
            /** @description The same in the language asked for. */
            detail: string;
        };
        /** @description A case that is sent back. */
        TurnAwayBody: {
            /** @description The case. */
            case: string;
            /** @description What of its papers was there. */
            papers: components["schemas"]["PapersBody"];
            /** @description Why it is sent back. */
            reason: string;
        };
        /** @description How pages are to be turned. */
        TurnPagesBody: {
            /** @description Their numbers; 500 at most. */
            pages: number[];
            /**
             * Format: int32
             * @description By how many quarters, clockwise: 1 to 3.
             */
            quarters: number;
        };
        /** @description The business type of a case. */
        TypeOfCase: components["schemas"]["Named"] & {
            /**
             * Format: int32
             * @description The version whose checklist holds for the case.
             */
            version: number;
        };
        /** @description A word of a query and what it may mean. */
        Understood: {
            /** @description Whether folders that meet it are left out. */
            excluded: boolean;
            /** @description What it may mean, in the language asked for; nothing if its field can have no such value. */
            means: string[];
            /** @description The word as it was typed. */
            text: string;
        };
        /** @description What to undo. */
        UndoBody: {
            /**
             * Format: int64
             * @description The frame of the act, as its answer said.
             */
            seq: number;
        };
        /** @description What was undone. */
        Undone: {
            /** @description The folders that are as they were. */
            folders: components["schemas"]["FolderCard"][];
            /**
             * Format: int64
             * @description The last frame this answer knows of.
             */
            seq: number;
        };
        /** @description A volume of a file. */
        VolumeShown: {
            /** @description Its own code. */
            code: string;
            /**
             * Format: int32
             * @description Its number in the file.
             */
            no: number;
            /** @description Where it is. */
            place_label: string;
            /** @description Its state; clients must tolerate ones added later. */
            state: string;
            /**
             * Format: int32
             * @description How thick it is.
             */
            thickness_mm: number;
        };
        /**
         * @description What of a file that has several volumes.
         * @enum {string}
         */
        VolumesBody: "one" | "all";
        /** @description As what pages waited. */
        WaitedBody: {
            why: components["schemas"]["Why"];
            would?: components["schemas"]["PageTargetBody"] | null;
        };
        /** @description The pages that wait, scan by scan. */
        WaitingPages: {
            items: components["schemas"]["WaitingScan"][];
            next_cursor?: string | null;
            /** @description How many pages wait for each reason; of the scan that is asked for, if one is. */
            reasons: {
                [key: string]: number;
            };
            /** Format: int64 */
            seq: number;
            /** @description How many there are of what is asked for. */
            total: number;
        };
        /** @description A scan with those of its pages that wait. */
        WaitingScan: {
            /** @description In the order of the file; 200 at most. */
            pages: components["schemas"]["PageShown"][];
            scan: components["schemas"]["ScanShown"];
        };
        /** @description Where a folder is and where it belongs. */
        WhereShown: {
            home?: components["schemas"]["HomeShown"] | null;
            /** @description Where it is. */
            place: components["schemas"]["PlaceShown"];
            /**
             * Format: date-time
             * @description Since when.
             */
            since?: string | null;
            /** @description Its state; clients must tolerate ones added later. */
            state: string;
            /** @description Whether it stands somewhere else than it belongs. */
            wrong_place: boolean;
        };
        /**
         * @description Why a page waits to be put where it belongs.
         * @enum {string}
         */
        Why: "no_code" | "unknown_code" | "foreign_only" | "codes_disagree" | "count_differs" | "not_allowed" | "unreadable" | "put_back";
        /** @description Why a page waits. */
        WhyShown: {
            code: components["schemas"]["Why"];
            /** @description For which codes: those on the page, or on the one from which it follows; four at most, and of each its beginning. */
            codes: string[];
            /** @description The same in the language asked for, with the codes. */
            detail: string;
        };
        /** @description A paper, and why it is taken out. */
        WithdrawPaperBody: {
            paper: components["schemas"]["PaperName"];
            /** @description Why, and to whom. */
            reason: string;
        };
        /** @description A word, or a few, or a part of one, with its place in thousandths of the page as it is turned. */
        WordShown: {
            /** Format: int32 */
            height: number;
            text: string;
            /** Format: int32 */
            width: number;
            /** Format: int32 */
            x: number;
            /** Format: int32 */
            y: number;
        };
        /** @description What was done, of what the asker may see. What was undone is not counted. */
        Work: {
            /** @description Folders lent. */
            lent: components["schemas"]["WorkDone"];
            /** @description Folders put away. */
            put_away: components["schemas"]["WorkDone"];
            /** @description Cases whose papers were taken over, and folders that were expected. */
            received: components["schemas"]["WorkDone"];
            /** @description Folders registered. */
            registered: components["schemas"]["WorkDone"];
            /** @description Folders that came back. */
            returned: components["schemas"]["WorkDone"];
        };
        /** @description How often something was done. */
        WorkDone: {
            /**
             * Format: int64
             * @description Today, by the archive's time zone.
             */
            today: number;
            /**
             * Format: int64
             * @description The day before, all of it.
             */
            yesterday: number;
        };
        /** @description Work that is under way. */
        WorkShown: {
            /** Format: date-time */
            began_at: string;
            by: components["schemas"]["PersonRef"];
            /**
             * Format: int64
             * @description The frame that the walk has come to.
             */
            come_to: number;
            /**
             * Format: int64
             * @description The last frame when it began.
             */
            seq: number;
        };
        /** @description Where the codes say that a page belongs that waits. */
        WouldGo: {
            case?: components["schemas"]["CaseOfPage"] | null;
            folder: components["schemas"]["PagesOn"];
            paper?: components["schemas"]["PaperOfPage"] | null;
        };
        /** @description A zone. */
        Zone: {
            accepts: components["schemas"]["Accepts"];
            /** Format: int64 */
            capacity_mm: number;
            code: string;
            /**
             * Format: date
             * @description When it will be full if the seasons of the last twelve months come again.
             */
            full_on?: string | null;
            name: components["schemas"]["Bilingual"];
            overflow: boolean;
            /** Format: int32 */
            priority: number;
            shelves: components["schemas"]["SpanBody"][];
            /** Format: int64 */
            shelves_free: number;
            /** Format: int64 */
            shelves_total: number;
            /** @description The storeroom of its first shelf. */
            storeroom: string;
            /** Format: int64 */
            used_mm: number;
        };
        /** @description A zone to make or change. */
        ZoneBody: {
            accepts?: components["schemas"]["Accepts"];
            name: components["schemas"]["Bilingual"];
            /** @description Whether it takes what found no room elsewhere; its shelves may then mix periods. */
            overflow?: boolean;
            /**
             * Format: int32
             * @description The lower, the earlier it is filled.
             */
            priority?: number;
            shelves: components["schemas"]["SpanBody"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
