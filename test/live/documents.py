"""Required documents on a running Odoo: files attached, replaced and taken away as the web client does it; and the ways around it."""
import base64
import contextlib
import json
import re
import urllib.request

LIMITS = '{"delivery_note": 1, "photo": 1}'


@contextlib.contextmanager
def policy(live, limits=LIMITS, enforcement="approve"):
    live.db.run("SELECT inventory_gov.create_policy('required_documents', 'Live documents', '%s', enforcement => '%s',"
                " scope => '{\"category\": %s}', state => 'active')" % (limits, enforcement, live.category))
    live.mark_violations()
    try:
        yield
    finally:
        live.db.run("UPDATE inventory_gov.policy SET state = 'retired', name = name || ' ' || id WHERE name = 'Live documents'")


def upload(flows, model, record, name, content, mimetype="application/pdf"):
    """The paper clip of a form: a file posted to the controller that the web client posts to; the attachment's id."""
    page = flows.o.http.open(flows.o.url + "/web", timeout=300).read().decode()
    fields = {"model": model, "id": str(record), "csrf_token": re.search(r'csrf_token: "([^"]+)"', page).group(1)}
    mark = "----inventory-gov"
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
    parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="ufile"; filename="{name}"\r\nContent-Type: {mimetype}\r\n\r\n'.encode() + content + b"\r\n")
    request = urllib.request.Request(flows.o.url + "/web/binary/upload_attachment", b"".join(parts) + f"--{mark}--\r\n".encode(),
                                     {"Content-Type": f"multipart/form-data; boundary={mark}"})
    with flows.o.http.open(request, timeout=300) as answer:
        text = answer.read().decode()
    return json.loads(re.search(r"\[.*\]", text, re.S).group())[0]["id"]


def run(live):
    a, c, s, o = live.admin, live.clerk, live.supervisor, live.o
    done = lambda k: (lambda: a.transfer_state(k) == "done")
    open_ = lambda k: (lambda: a.transfer_state(k) == "assigned")
    P, Q = live.product("Papered", 20.0), live.product("Papered too", 20.0)
    with policy(live):
        po, k, _ = live.order(P, 10, 20)
        ref = live.refused("received without papers", lambda: c.receive(k, P, 10), open_(k), lines=1)
        live.tap.note(live.text)
        note = upload(c, "stock.picking", k, "Delivery note 4711.pdf", b"%PDF-1.4 ten pieces")
        live.refused("the photo is missing", lambda: c.receive(k, P, 10), open_(k), lines=1)
        photo = upload(c, "purchase.order", po, "pallet.png", b"\x89PNG\r\n\x1a\n a picture of it", "image/png")
        upload(c, "stock.picking", k, "remarks.txt", b"not asked for", "text/plain")
        live.passes("received with them", lambda: c.receive(k, P, 10), [], done(k))
        kept = live.db.rows(f"SELECT attachment_id, state, length(checksum) AS sum, relied_on_by_id FROM inventory_gov.transfer_documents WHERE picking_id = {k} ORDER BY 1")
        live.tap.same([(x["attachment_id"], x["state"], x["sum"], x["relied_on_by_id"]) for x in kept],
                      [(note, "kept", 40, c.o.uid), (photo, "kept", 40, c.o.uid)], "what it was done with is kept with its checksum")
        c.o.call("ir.attachment", "unlink", [note])
        o.call("ir.attachment", "write", [photo], {"datas": base64.b64encode(b"another picture").decode()})
        live.db.run("SELECT inventory_gov.scan_evidence()")
        states = live.db.rows(f"SELECT attachment_id, state FROM inventory_gov.transfer_documents WHERE picking_id = {k} ORDER BY 1")
        live.tap.same([(x["attachment_id"], x["state"]) for x in states], [(note, "lost"), (photo, "replaced")], "taken away and replaced afterwards: found")
        live.tap.same(live.db.one(f"SELECT count(*) AS n FROM inventory_gov.cases WHERE key IN ('{note}', '{photo}') AND state = 'open'")["n"], 2, "a case each")

        k = live.order(P, 10, 20)[1]
        note = upload(c, "stock.picking", k, "Delivery note.pdf", b"%PDF-1.4 to be taken away")
        c.o.call("ir.attachment", "unlink", [note])
        upload(c, "stock.picking", k, "pallet.jpg", b"\xff\xd8\xff a picture", "image/jpeg")
        ref = live.refused("a paper taken away before", lambda: c.receive(k, P, 10), open_(k), lines=1)
        c.set_done(k, {P: 10})
        moves = o.search("stock.move", [("picking_id", "=", k)])
        live.refused("state of the move written by RPC", lambda: c.o.call("stock.move", "write", moves, {"state": "done"}, context={"skip_backorder": True}), open_(k))
        live.approved_then_passes("a paper is missing", ref, s, lambda: c.receive(k, P, 10), done(k))
        many = live.orders([{"product_id": p, "product_qty": 5, "price_unit": 20, "name": "line"} for p in (P, Q)])[1]
        live.refused("two lines, one breach", lambda: (c.set_done(many, {P: 5, Q: 5}), c.validate(many)), open_(many), lines=1)
    with policy(live, '{"invoice": 1}', "block"):
        k = live.order(P, 10, 20)[1]
        try:
            c.receive(k, P, 10)
            live.tap.ok(False, "blocked without an invoice", "it passed")
        except Exception as e:
            live.tap.ok(getattr(e, "name", "").endswith("ValidationError") and "GOV/" not in str(e), "blocked without an invoice", e)
        live.mark_violations()
        upload(c, "stock.picking", k, "Facture 12.pdf", b"%PDF-1.4 invoice")
        live.passes("received with it", lambda: c.receive(k, P, 10), [], done(k))
