"""Who bought: ids as text, nobody in all his spellings, statuses that are no purchase."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from crmlib.datasets.texts import _set_of, _texts

__all__: list[str] = []

NAMELESS = _set_of(
    "|guest|guests|guest checkout|guest customer|guest user|n/a|na|#n/a|n.a.|none|null|nil|nan|nat|"
    "<na>|0|-|--|?|.|walk in|walk in customer|"
    "anonymous|anon|unknown|unregistered|not set|(not set)|(none)|(blank)|no customer|no name|"
    "cash customer|cash sale|default customer|retail customer|undefined|gast|invité|"
    "invitado|ospite|barverkauf|laufkundschaft|匿名|匿名用户|匿名买家|游客|散客|无|未知|訪客|ゲスト|"
    "gastkunde|laufkunde|unbekannt|client de passage|client comptoir|client divers|anonyme|inconnu|"
    "sans nom|anónimo|sin cliente|cliente general|consumidor final|desconocido|"
    "非会員|匿名希望|不明|過路客|普通顾客|普通客户|零售客户|零售顾客|散户|路人|现金客户|门店顾客|"
    "非会员|零客|비회원|손님|convidado|consumidor|cliente occasionale|"
    "cliente balcão|sconosciuto|onbekend|onbekende klant|kassaklant|gæst|gäst|vieras|gość|klient "
    "detaliczny|misafir|гость|розничный покупатель|неизвестно|khách lẻ|khách vãng lai|"
    "ลูกค้าทั่วไป|زائر|ضيف|#ref!|#value!|#div/0!|#name?|#null!|#num!"
)


def _close(name: str) -> str:
    """Return a name without blanks, hyphens and underscores: walk-in, walk in, walk_in."""
    return re.sub(r"[\s\-_]+", "", name)


NOBODY = NAMELESS | {_close(name) for name in NAMELESS}
KINDS = frozenset({"new", "returning", "existing", "registered", "guest", "repeat", "first-time"})
NOT_PAID = _set_of(
    "voided|void|pending|pending payment|payment pending|failed|failure|cancelled|canceled|"
    "cancelled order|declined|unpaid|not paid|expired|authorized|authorised|draft|checkout draft|"
    "on hold|abandoned|refused|rejected|blocked|incomplete|uncaptured|requires payment method|"
    "requires action|requires confirmation|requires capture|awaiting payment|payment failed|"
    "disputed lost|unavailable|saved|parked|layby|storniert|annulé|annulée|anulado|"
    "cancelado|trash|deleted|offen|ausstehend|zahlung ausstehend|nicht bezahlt|unbezahlt|"
    "abgebrochen|fehlgeschlagen|abgelehnt|storno|en attente|en attente de paiement|"
    "attente paiement|impayé|impayée|échoué|échouée|échec|refusé|refusée|abandonné|abandonnée|"
    "cancelada|anulada|pendiente|pendiente de pago|en espera|fallido|fallida|rechazado|rechazada|"
    "no pagado|impagado|annullato|in attesa|in attesa di pagamento|non pagato|geannuleerd|pendente"
)
# Of longer words, as in `cancelled by customer`; a refund or a request that failed is none of them.
NOT_PAID_PARTS = re.compile(
    r"\b(?:cancelled|canceled|voided|declined|denied|rejected|unpaid|expired|abandoned|storniert|"
    r"annull?ée?|annull?at[oa]|anulad[oa]|cancelad[oa]|geannuleerd|anulowan[oey]|zrušen[oaý]?|"
    r"makulerad|avbruten|annullert|annulleret|peruttu|iptal)\b|"
    r"\b(?:awaiting|waiting for) (?:bank|payment|cheque|check|transfer)|\bpayment failed|"
    r"(?:aguardando|pendente|recusado|não).*pag|pag.*(?:pendente|recusado)|wacht op betaling|"
    r"oczekuje na płatność|nieopłacon|ödeme bekl|đã h[ủu][ỷy]|chưa thanh toán|ملغ|"
    r"отмен|аннулир|ожида.*оплат|не ?оплачен|취소|입금 ?대기|결제 ?대기|미입금|미결제|ยกเลิก|รอชำระ|"
    r"关闭|取消|等待买家付款|等待付款|未付款|待付款|未支付|待支付|關閉|尚未付款|作废|作廢|支付失败|付款失败|"
    r"キャンセル|入金待ち|未入金|支払い?待ち|未払い"
)
STILL_SOLD = re.compile(
    r"refund|return|retour|request|cancellation|shipment|delivery|退款关闭|退款取消|取消退款|撤销|售后"
)
REFUNDED = re.compile(
    r"refunded|chargeback|charged back|^refund$|(?<!not )\breturned\b|^reversed$|退款成功|已退款|"
    r"已退货|已退貨|^退[款货貨]$|退货成功|退货完成|全额退款|全額退款|退款完成|返金|返品済|"
    r"erstattet|retourniert|remboursée?|reembolsad[oa]|devuelt[oa]|devolvid[oa]|rimborsat[oa]|"
    r"terugbetaald|возвра[тщ]|반품 ?완료|환불|iade edildi|คืนเงิน"
)
BACK = re.compile("refund|return|退|返|erstatt|rembours|reembol|devol|rimbors|terugbet|возвр|환불")
NO = _set_of("|no|n|false|f|0|0.0|0.00|nein|non|não|нет|否|未取消|无|無|-|n/a|na|none|null|nan|nat")
YES = _set_of("yes|y|true|t|1|x|ja|oui|sí|si|sim|да|是|已退款|full|refunded")
PARTLY = re.compile(
    "partial|partly|部分|一部|teilweise|partiel|parcial|parzial|gedeeltelijk|частичн|부분|k.sm"
)
RETURNS = _set_of(
    "refund|return|refunds|returns|returned|credit|credit note|order refund|"
    "shop order refund|credit memo|creditnote|creditmemo|退款|退货|退貨|返品|返金|gutschrift|"
    "retoure|erstattung|"
    "rückerstattung|avoir|remboursement|retour|reembolso|devolución|abono|nota de crédito|"
    "nota de abono|rimborso|reso|nota di credito|payment refund|sales return|customer return|"
    "return order|refund order|退货单|退款单|销售退货|退货入库|销售退款|売上返品|terugbetaling|"
    "creditnota|devolução|estorno|возврат|반품|환불|iade|stornorechnung|rechnungskorrektur"
)
SALES = _set_of(
    "sale|sales|shop order|order|payment|purchase|charge|invoice|exchange|销售|銷售|売上|verkauf|"
    "rechnung|bestellung|vente|facture|commande|venta|pedido|factura|vendita|fattura"
)
VOIDS = _set_of(
    "void|voided|cancel|cancelled|canceled|failed|no sale|quote|quotation|storno|angebot|devis|"
    "presupuesto"
)
ADDRESS = re.compile(r"^(?:mailto:|<)+|>$")
PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{6,}")
CHINESE_MOBILE = re.compile(r"(?:00)?(?:86)?(1[3-9][0-9]{9})")
CUT = re.compile(r"[0-9]([.,][0-9]+)?e\+?[0-9]+", re.I)


GUARDS = ((r'^="', r'^="(.*)"$'), (r"^'", r"^'(.*)$"), (r"\.0+$", r"^([0-9]+)\.0+$"))


def _ids(column: pd.Series) -> pd.Series:
    """Return ids as text: without blanks, a spreadsheet's guards, or the .0 of a float."""
    text = _texts(column).str.strip(" \u00a0\u200b\ufeff\t\r\n")
    wide = text.str.contains("[\uff01-\uff5e]")
    if wide.any():
        text = text.where(~wide, text[wide].str.normalize("NFKC"))
    for sign, guarded in GUARDS:
        here = text.str.contains(sign)
        if here.any():
            text = text.where(~here, text[here].str.replace(guarded, r"\1", regex=True).str.strip())
    return text


def _customers(columns: list[pd.Series]) -> tuple[pd.Series, dict[str, tuple[str, str]]]:
    """Return the customer of each row, blank for nobody, and what was re-spelt and flagged."""
    found = pd.Series("", columns[0].index, dtype="str")
    raw = found
    for column in columns:
        ids = _ids(column)
        codes, distinct = pd.factorize(ids)
        spelt = np.array([_customer(one) for one in distinct], dtype=object)
        ids = pd.Series(spelt[codes], column.index, dtype="str") if len(distinct) else ids
        fresh = found.eq("") & ids.ne("")
        raw = raw.where(~fresh, _raw(column))
        found = found.where(~fresh, ids)
    return found, _told(found, raw)


def _raw(column: pd.Series) -> pd.Series:
    return column.fillna("") if column.dtype == "str" else column.astype("str")


def _customer(text: str) -> str:
    if text.isdigit() and text != "0" and not CHINESE_MOBILE.fullmatch(text):
        return text
    text = re.sub(r"\s+", " ", text)
    low = text.casefold()
    if {low, _close(low)} & NOBODY or CUT.fullmatch(low):
        return ""
    if "@" in text:
        return ADDRESS.sub("", low.replace(" ", ""))
    return _phone(text) if PHONE.fullmatch(text) else text


def _phone(text: str) -> str:
    """Return a telephone number in digits; a Chinese mobile's is one with and without +86."""
    digits = re.sub("[^0-9]", "", text)
    if found := CHINESE_MOBILE.fullmatch(digits):
        return found[1]
    return f"+{digits}" if text.startswith("+") else text


def _told(found: pd.Series, raw: pd.Series) -> dict[str, tuple[str, str]]:
    taken = {}
    respelt = found.ne("") & found.ne(raw)
    if respelt.any():
        because = "blanks, capitals of addresses, marks of phones, .0, spreadsheet guards"
        taken["re-spelt customers"] = (f"{respelt.sum():,} rows", because)
    names = pd.Series(found.unique(), dtype="str")
    tests = names[names.str.match(r"test@|.*@test\.")].tolist()
    if tests:
        because = "kept: say yourself whether these are customers"
        taken["test customers"] = (", ".join(tests[:3]), because)
    lost = raw[found.eq("") & raw.ne("")].str.strip()
    if n_cut := sum(bool(CUT.fullmatch(one)) for one in lost):
        because = "a spreadsheet cut these numbers, so that they name nobody"
        taken["cut customers"] = (f"{n_cut:,} rows", because)
    return taken


def _status(column: pd.Series) -> pd.Series:
    """Return statuses without case, prefix and marks."""
    codes, distinct = pd.factorize(_texts(column))
    plain = [re.sub(r"[_\-\s]+", " ", one.casefold().removeprefix("wc-")) for one in distinct]
    return pd.Series(np.array([*plain, ""], object)[codes], column.index, dtype="str")


def _kind(column: pd.Series, parts: frozenset[str]) -> pd.Series:
    """Return a column of sales, refunds and voids; blank where it tells something else."""
    if parts or set(column.unique()) <= SALES | RETURNS | VOIDS | {""}:
        return column
    return column.where(column.isin(RETURNS | VOIDS), "")


def _is_unpaid(status: pd.Series, keeps: str) -> pd.Series:
    """Return whether a status says that nothing was bought."""
    return _says(status, (lambda one: one not in ("", keeps)) if keeps else _says_unpaid)


def _says(status: pd.Series, rule: Callable[[str], object]) -> pd.Series:
    """Return which statuses a rule fits; every distinct one is asked once."""
    codes, distinct = pd.factorize(status)
    fits = [bool(rule(one)) for one in distinct]
    return pd.Series(np.array([*fits, False])[codes], status.index)


def _says_unpaid(status: str) -> bool:
    """Return whether a status says that nothing was bought, in one word or among others."""
    if status in NOT_PAID:
        return True
    still = STILL_SOLD.search(status) or PARTLY.search(status)
    return not still and bool(NOT_PAID_PARTS.search(status))


def _either(status: pd.Series, payment: pd.Series) -> pd.Series:
    """Return the status, or that of the payment where only this says unpaid or given back."""
    tells = _is_unpaid(payment, "") | _is_refunded(payment)
    return status.where(_is_unpaid(status, "") | ~tells, payment)


def _told_statuses(status: pd.Series) -> dict[str, tuple[str, str]]:
    """Return which statuses stand on rows that are kept."""
    kinds = sorted(set(status.unique()) - {""})
    shown = ", ".join(kinds[:8]) + (", …" if len(kinds) > 8 else "")
    return {"statuses kept": (shown, "no rule calls them unpaid")} if kinds else {}


def _is_refunded(status: pd.Series) -> pd.Series:
    """Return whether a status says that all was given back."""
    return _says(status, lambda one: REFUNDED.search(one) and not PARTLY.search(one))


def _is_partly(status: pd.Series) -> pd.Series:
    """Return whether a status says that a part was given back."""
    return _says(status, lambda one: PARTLY.search(one) and BACK.search(one))


def _is_yes(column: pd.Series) -> pd.Series:
    """Return which cells of a column of yes and no, or of days, say more than no."""
    return ~_status(column).isin(NO)
