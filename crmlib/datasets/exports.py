"""Which column of a shop's export tells what: the common shops by their names, others by asking."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from crmlib.datasets.headers import _Sheet
from crmlib.datasets.texts import _set_of, _squeezed

__all__: list[str] = []

ROLES = (
    "customer_id",
    "order_id",
    "order_date",
    "order_time",
    "amount",
    "order_total",
    "quantity",
    "unit_price",
    "refunded",
    "currency",
    "status",
    "cancelled",
    "kind",
    "item",
    "paid_date",
)


@dataclass(frozen=True)
class _Export:
    """What is known of one shop's export.

    Parameters
    ----------
    name : str
        The shop's.
    marks : tuple of str
        Column names that together tell it, squeezed; `a|b` is either.
    roles : mapping of str to str
        Column names by role, the better ones first, separated by blanks.
    rows : str
        "orders" or "lines"; empty if the file must show it.
    warning : str
        Said where something is missing that this export never has.
    fills : bool
        Whether a blank customer is looked up in the next column of the list.
    utc : bool
        Whether stamps without a zone are in UTC.
    cancelled : str
        How the numbers of cancellations begin.
    keeps : str
        The one status of rows that are purchases.
    zero_is_unpaid : bool
        Whether, where no column tells a status, an amount of 0 was never paid.
    parts : frozenset of str
        Kinds of rows that go on with the sale above.
    """

    name: str
    marks: tuple[str, ...]
    roles: Mapping[str, str]
    rows: str = ""
    warning: str = ""
    fills: bool = False
    utc: bool = False
    cancelled: str = ""
    keeps: str = ""
    zero_is_unpaid: bool = False
    parts: frozenset[str] = frozenset()


EXPORTS = (
    _Export(
        "Shopify",
        ("name", "financialstatus", "total"),
        {
            "customer_id": "email customeremail",
            "order_id": "name",
            "order_date": "createdat paidat",
            "order_total": "total",
            "refunded": "refundedamount",
            "status": "financialstatus",
            "item": "lineitemname",
            "quantity": "lineitemquantity",
            "unit_price": "lineitemprice",
        },
        rows="lines",
    ),
    _Export(
        "WooCommerce (order export)",
        (
            "billingemail|customeremail",
            "orderid|ordernumber",
            "ordertotal|total|itemname|linetotal",
        ),
        {
            "customer_id": "billingemail customeremail",
            "order_id": "orderid ordernumber",
            "order_date": "orderdate datecreated date createddate",
            "order_total": "ordertotal total",
            "amount": "linetotal itemtotal",
            "status": "orderstatus status",
            "refunded": "orderrefundedtotal refundedtotal refundedamount",
            "item": "itemname productname lineitemname",
            "quantity": "itemquantity itemqty quantity qty",
        },
    ),
    _Export(
        "WooCommerce (analytics)",
        ("order|ordernumber", "nrevenue|netsales", "customer|customertype"),
        {
            "customer_id": "customer customername",
            "order_id": "order ordernumber",
            "order_date": "date",
            "amount": "netsales nrevenue",
            "item": "products product",
        },
        rows="orders",
    ),
    _Export(
        "Square",
        ("transactionid|paymentid", "timezone", "grosssales|totalcollected|netsales"),
        {
            "customer_id": "customerid customerreferenceid customername",
            "order_id": "transactionid paymentid",
            "order_date": "date",
            "order_time": "time",
            "amount": "totalcollected netsales grosssales",
            "kind": "eventtype",
            "item": "item",
            "quantity": "qty",
        },
        fills=True,
    ),
    _Export(
        "Stripe",
        ("id", "amount", "amountrefunded|convertedamount|converted amount", "created|createdutc"),
        {
            "customer_id": "customerid customeremail",
            "order_id": "id",
            "order_date": "created createdutc createddate",
            "amount": "amount",
            "refunded": "amountrefunded",
        },
        rows="orders",
        fills=True,
        utc=True,
    ),
    _Export(
        "Amazon's all-orders report",
        ("amazonorderid", "purchasedate"),
        {
            "customer_id": "buyeremail",
            "order_id": "amazonorderid",
            "order_date": "purchasedate",
            "amount": "itemprice",
            "status": "orderstatus",
            "item": "productname sku asin",
        },
        rows="lines",
        warning="which leaves customers out",
    ),
    _Export(
        "Lightspeed",
        ("receiptnumber|receipt", "linetype"),
        {
            "customer_id": "customercode customername customer",
            "order_id": "receiptnumber receipt",
            "kind": "linetype",
            "amount": "total",
            "item": "details",
        },
        rows="lines",
        parts=frozenset({"sale line", "payment"}),
    ),
    _Export(
        "Taobao or Tmall",
        ("订单编号|主订单编号", "买家会员名|买家实际支付金额|买家应付货款"),
        {
            "customer_id": "买家会员名 买家旺旺 买家昵称",
            "order_id": "订单编号 主订单编号",
            "order_date": "订单创建时间 订单付款时间",
            "amount": "买家实际支付金额",
            "refunded": "退款金额",
            "status": "订单状态",
            "item": "宝贝标题 商品标题",
            "paid_date": "订单付款时间",
        },
        rows="orders",
        zero_is_unpaid=True,
    ),
    _Export(
        "JD",
        ("订单号|订单编号", "下单帐号|下单账号"),
        {
            "customer_id": "下单帐号 下单账号",
            "order_id": "订单号 订单编号",
            "order_date": "下单时间 付款确认时间",
            "order_total": "应付金额 实付金额 订单金额 结算金额",
            "refunded": "退款金额",
            "status": "订单状态",
            "item": "商品名称",
            "quantity": "订购数量 商品数量",
        },
    ),
    _Export(
        "Pinduoduo",
        ("订单号", "商家实收金额|用户实付金额|订单成交时间|拼单成功时间"),
        {
            "customer_id": "用户id 买家昵称 用户昵称",
            "order_id": "订单号",
            "order_date": "支付时间 订单成交时间 拼单成功时间",
            "amount": "用户实付金额 商家实收金额",
            "refunded": "退款金额",
            "status": "订单状态",
            "item": "商品 商品名称",
        },
        warning="which names no customers",
    ),
    _Export(
        "the UCI's Online Retail",
        ("invoice|invoiceno", "stockcode", "quantity", "unitprice|price"),
        {
            "customer_id": "customerid",
            "order_id": "invoiceno invoice",
            "order_date": "invoicedate",
            "quantity": "quantity",
            "unit_price": "unitprice price",
            "item": "description stockcode",
        },
        rows="lines",
        cancelled="C",
    ),
    _Export(
        "Instacart's orders",
        ("orderid", "dayssincepriororder|dayssinceprior"),
        {"customer_id": "userid", "order_id": "orderid"},
        warning="which has weekdays and gaps, no dates and no amounts",
    ),
    _Export(
        "Olist",
        ("orderid", "orderpurchasetimestamp"),
        {
            "customer_id": "customeruniqueid",
            "order_id": "orderid",
            "order_date": "orderpurchasetimestamp",
            "amount": "paymentvalue price",
            "status": "orderstatus",
            "item": "productid",
        },
        warning="whose `customer_id` is new for every order; `customer_unique_id` names the person",
    ),
    _Export(
        "REES46",
        ("eventtime", "eventtype", "userid"),
        {
            "customer_id": "userid",
            "order_id": "usersession",
            "order_date": "eventtime",
            "amount": "price",
            "status": "eventtype",
            "item": "categorycode productid",
        },
        rows="lines",
        utc=True,
        keeps="purchase",
    ),
)

# Names that tell a role in anybody's file. Of the groups of a role the first that is there counts;
# two names of one group for the customer or the amount are asked for.
GENERAL = {
    "customer_id": (
        "customerid customernumber customerno customercode custid clientid clientnumber userid "
        "memberid buyerid shopperid householdid "
        "客户编号 客户id 会员号 会员编号 会员卡号 用户id 客戶編號 會員編號 "
        "会員番号 会員id 顧客番号 顧客id kundennummer kundennr kundenid kdnr numéroclient "
        "numeroclient nclient codeclient idclient idcliente númerodecliente "
        "numerodecliente nocliente codicecliente klantnummer",
        "email customeremail billingemail emailaddress buyeremail mail emailadresse courriel "
        "adresseemail correoelectrónico correo 邮箱 电子邮箱 電子郵件 メールアドレス",
        "customer client customername clientname buyer buyername member user household shopper "
        "客户 客户名称 顾客 会员 会员名 买家 买家会员名 用户 客戶 顧客 會員 買家 買家帳號 "
        "姓名 客户姓名 顾客姓名 会员姓名 买家姓名 客戶姓名 會員姓名 氏名 "
        "买家昵称 用户昵称 会员昵称 buyerusername "
        "顧客名 会員 注文者 注文者名 購入者 お客様名 kunde kundenname käufer nomclient "
        "nomduclient acheteur cliente nombrecliente nombredelcliente comprador klant klantnaam",
        "phone phonenumber mobile mobilephone customerphone billingphone telephone telefon "
        "telefonnummer téléphone teléfono telefono 手机 手机号 手机号码 电话 手機 "
        "手機號碼 電話 電話番号",
    ),
    "order_id": (
        "orderid ordernumber orderno ordername order invoiceno invoice invoicenumber invoiceid "
        "transactionid receiptnumber receiptno receiptid receipt basketid saleid "
        "documentno documentnumber 订单编号 订单号 单号 流水号 交易号 訂單編號 訂單號碼 注文番号 "
        "注文id 受注番号 伝票番号 bestellnummer bestellnr bestellung auftragsnummer auftragsnr "
        "rechnungsnummer rechnungsnr rechnung belegnummer belegnr commande ncommande "
        "numérocommande numérodecommande numérodelacommande facture nfacture numérofacture "
        "numérodefacture pedido nopedido npedido numpedido idpedido númerodepedido numeropedido "
        "numerodepedido nofactura nfactura factura numeroordine ordine bestelnummer",
    ),
    "order_date": (
        "orderdate orderedat orderedon date datetime invoicedate purchasedate transactiondate "
        "saledate solddate soldat createdat createddate datecreated created timestamp "
        "documentdate saletime saledatetime 销售日期 消费日期 消费时间 成交时间 支付时间 "
        "付款时间 开单时间 创建时间 "
        "订单日期 下单日期 下单时间 订单创建时间 日期 交易日期 交易时间 訂單日期 "
        "訂購日期 下單時間 注文日 注文日時 注文日付 受注日 受注日時 購入日 購入日時 日付 "
        "bestelldatum auftragsdatum rechnungsdatum kaufdatum belegdatum datum datecommande "
        "datedecommande datedelacommande datefacture datedefacture datedachat fechapedido "
        "fechadepedido fechadelpedido fechacompra fechadecompra fechafactura fecha dataordine "
        "datapedido besteldatum",
    ),
    "order_total": ("ordertotal ordervalue orderamount",),
    "amount": (
        "amount",
        "total totalamount amountpaid totalpaid totalprice grandtotal linetotal itemtotal sales "
        "salesvalue salesamount revenue netsales netamount grosssales grossamount spend paid net "
        "gross value "
        "订单实付金额 实际支付金额 成交金额 销售金额 消费金额 收款金额 交易金额 "
        "金额 总金额 实付金额 实收金额 付款金额 支付金额 订单金额 金額 總金額 實付金額 訂單金額 "
        "合計 合計金額 注文金額 請求金額 税込金額 支払金額 betrag gesamtbetrag gesamtsumme "
        "gesamtpreis gesamt umsatz summe bruttobetrag nettobetrag endbetrag rechnungsbetrag "
        "montant montanttotal montantttc totalttc importe importetotal monto montototal "
        "preciototal importo importototale totale bedrag totaal",
        "price preis prix precio 价格 価格",
    ),
    "quantity": ("quantity qty units 数量 數量 menge anzahl quantité quantite qté cantidad",),
    "unit_price": (
        "unitprice priceperunit priceeach 单价 單價 単価 einzelpreis stückpreis prixunitaire "
        "preciounitario",
    ),
    "refunded": (
        "refundedamount amountrefunded refundamount refunded totalrefunded 退款金额 退款金額 "
        "返金額 erstattungsbetrag erstattet montantremboursé importereembolsado "
        "refundedtotal totalrefund refundtotal refundvalue refund refunds isrefunded "
        "returnedamount amountreturned 已退款金额 已退金额 实退金额 退款总额 退款 是否退款 "
        "rückerstattung erstattung remboursement remboursé reembolso reembolsado importedevuelto "
        "rimborso rimborsato terugbetaald",
    ),
    "currency": (
        "currency currencycode ordercurrency 币种 货币 幣別 通貨 währung devise moneda divisa",
    ),
    "status": (
        "orderstatus financialstatus paymentstatus status 订单状态 状态 訂單狀態 狀態 "
        "注文ステータス 注文状況 ステータス bestellstatus zahlungsstatus statutcommande "
        "statutdecommande statutdepaiement statut estadodelpedido estadopedido estadodelpago "
        "estadodepago estado stato 付款状态 支付状态 付款狀態 itemstatus lineitemstatus linestatus "
        "子订单状态 商品状态 交易状态",
    ),
    "cancelled": (
        "cancelled canceled iscancelled iscanceled ordercancelled ordercanceled cancelledat "
        "canceledat cancelledon canceledon cancelleddate canceleddate cancellationdate "
        "datecancelled datecanceled voided void isvoid isvoided voidedat storniert stornodatum "
        "annulé annulée dateannulation dateanulación anulado fechaanulación annullato "
        "geannuleerd 是否取消 已取消 取消时间 取消日期 是否作废 作废 作废时间 キャンセル日",
    ),
    "kind": (
        "transactiontype documenttype saletype type belegart belegtyp typ typedefacture "
        "typededocument tipo tipodedocumento 类型 交易类型 业务类型 单据类型 收支类型 类别 類型 "
        "交易類型 單據類型 種別 取引種別 vorgang vorgangsart buchungsart transaktionstyp",
    ),
    "item": (
        "item itemname product productname description producttitle lineitemname productcategory "
        "category sku stockcode productid 商品名称 商品 宝贝标题 产品 商品名稱 商品名 artikel "
        "artikelname artikelbezeichnung produkt produktname produit nomduproduit article "
        "désignation producto artículo nombredelproducto",
    ),
}


PAYMENT = _set_of(
    "financialstatus|paymentstatus|zahlungsstatus|statutdepaiement|estadodelpago|estadodepago|"
    "付款状态|支付状态|付款狀態"
)


def _words(names: str) -> list[str]:
    return [_squeezed(name) for name in names.split()]


KNOWN = frozenset(
    chain.from_iterable(
        _words(names)
        for names in chain(
            chain.from_iterable(GENERAL.values()),
            *(export.roles.values() for export in EXPORTS),
            *([mark.replace("|", " ") for mark in export.marks] for export in EXPORTS),
        )
    )
)


@dataclass
class _Taken:
    """Which column was taken for what.

    Parameters
    ----------
    roles : dict
        Column names by role.
    export : _Export or None
        The shop whose export it is.
    named : frozenset of str
        Roles that the caller named.
    others : list of str
        Columns that fill a blank customer.
    rivals : list of str
        Columns that could tell the customer instead.
    payment : str
        The column that tells the state of the payment where another tells that of the order.
    because : dict
        By role, why it was taken.
    """

    roles: dict[str, str]
    export: _Export | None
    named: frozenset[str] = frozenset()
    others: list[str] = field(default_factory=list)
    rivals: list[str] = field(default_factory=list)
    payment: str = ""
    because: dict[str, str] = field(default_factory=dict)


def _take_columns(sheet: _Sheet, columns: Mapping[str, str] | None) -> _Taken:
    """Return which column tells what: as named, as the shop's export has it, by common names."""
    names: dict[str, list[str]] = {}
    for name in sheet.table.columns:
        names.setdefault(_squeezed(re.sub(r" \(\d+\)$", "", name)), []).append(name)
    roles = _named_columns(sheet, columns or {}, names)
    export = _recognised(names)
    taken = _Taken(roles, export, frozenset(roles), because=dict.fromkeys(roles, "it was named"))
    if export:
        _take_known(taken, names)
    _take_general(taken, names)
    _require_roles(taken, sheet, names)
    return taken


def _named_columns(
    sheet: _Sheet, columns: Mapping[str, str], names: dict[str, list[str]]
) -> dict[str, str]:
    if odd := [role for role in columns if role not in ROLES]:
        raise ValueError(f"`columns` must say one of {', '.join(ROLES[:-1])}; got {odd[0]}.")
    there = list(sheet.table.columns)
    roles = {}
    for role, name in columns.items():
        close = names.get(_squeezed(name), [])
        if name not in there and len(close) != 1:
            raise ValueError(
                f"`columns` must name columns of the table; got {name!r} for {role}. "
                f"It has {_listed(there)}."
            )
        roles[role] = name if name in there else close[0]
    return roles


def _listed(names: list[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def _recognised(names: Mapping[str, list[str]]) -> _Export | None:
    """Return the first shop all of whose marks stand among the names."""
    for export in EXPORTS:
        if all(any(word in names for word in mark.split("|")) for mark in export.marks):
            return export
    return None


def _take_known(taken: _Taken, names: dict[str, list[str]]) -> None:
    money_is_named = taken.named & {"amount", "order_total", "unit_price"}
    for role, words in taken.export.roles.items():
        there = [names[word][0] for word in _words(words) if word in names]
        if role in taken.roles or not there or (_is_money(role) and money_is_named):
            continue
        if role == "amount" and "order_total" in taken.roles:
            continue
        taken.roles[role] = there[0]
        taken.because[role] = f"{taken.export.name} calls it so"
        if role == "customer_id" and taken.export.fills:
            taken.others = there[1:]


def _is_money(role: str) -> bool:
    return role in ("amount", "order_total")


def _take_general(taken: _Taken, names: dict[str, list[str]]) -> None:
    """Take what is missing by names that are common; where two fit equally, ask."""
    for role, groups in GENERAL.items():
        if not _may_take(taken, role):
            continue
        found = [[n for word in _words(group) for n in names.get(word, [])] for group in groups]
        found = [group for group in found if group]
        if not found:
            continue
        if role in ("customer_id", "amount") and len(found[0]) > 1:
            _ask_column(role, [n for n in chain(*names.values()) if n in found[0]])
        taken.roles[role] = found[0][0]
        others = [name for group in found for name in group][1:]
        taken.rivals = others if role == "customer_id" else taken.rivals
        if role == "status":
            taken.payment = next((name for name in others if _squeezed(name) in PAYMENT), "")
        instead = f"; {_listed(others)} could be taken instead" if others else ""
        if role == "status" and taken.payment:
            instead = f"; {taken.payment} is read beside it"
        taken.because[role] = "its name says so" + instead


def _may_take(taken: _Taken, role: str) -> bool:
    """Return whether a common name may tell a role that is still missing."""
    if role in taken.roles or (_is_money(role) and _tells_money(taken)):
        return False
    if taken.export is None:
        return True
    never = role == "customer_id" and taken.export.warning
    return not (_is_money(role) or role in ("kind", "cancelled") or never)


def _tells_money(taken: _Taken) -> bool:
    return bool(taken.roles.keys() & {"amount", "order_total"}) or "unit_price" in taken.named


def _ask_column(role: str, found: list[str]) -> None:
    what = {"customer_id": "the customer", "amount": "the amount"}[role]
    raise ValueError(
        f"`columns` must say which column tells {what}; got {_listed(found)}, which could each do. "
        f'Name one: columns={{"{role}": "{found[0]}"}}.'
    )


def _require_roles(taken: _Taken, sheet: _Sheet, names: dict[str, list[str]]) -> None:
    roles = taken.roles
    if roles.get("amount") and _squeezed(roles["amount"]) == "price" and _is_open(taken):
        raise ValueError(
            f"`columns` must say what `{roles['amount']}` is of; got a `{roles['quantity']}` "
            f'beside it. Give columns={{"unit_price": "{roles["amount"]}"}} if it is the price '
            f'of one, columns={{"amount": "{roles["amount"]}"}} if of all.'
        )
    tells_money = roles.keys() & {"amount", "order_total"} or {"quantity", "unit_price"} <= set(
        roles
    )
    needed = {"customer_id": "the customer", "order_date": "the day"}
    missing = [(role, what) for role, what in needed.items() if role not in roles]
    if not tells_money:
        missing.append(("amount", "the amount"))
    if missing:
        _refuse_missing(taken, sheet, *missing[0])


def _is_open(taken: _Taken) -> bool:
    return "quantity" in taken.roles and "amount" not in taken.named and taken.export is None


def _refuse_missing(taken: _Taken, sheet: _Sheet, role: str, what: str) -> None:
    export = taken.export
    hint = f" This looks like {export.name}, {export.warning}." if export and export.warning else ""
    raise ValueError(
        f"`columns` must name a column: no column tells {what}; got the columns "
        f'{_listed(list(sheet.table.columns), 6)}.{hint} Name it: columns={{"{role}": …}}.'
    )
