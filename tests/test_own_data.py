"""Own data: what a firm exports is read as it is, or refused with row, column and remedy."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cjsim import UserError
from cjsim.studies.calibration.cells import days_of, numbers_of
from cjsim.studies.calibration.own_data import DataError, read_data

VIETNAMESE = """Mã đơn;Người Mua;Số điện thoại;Ngày đặt hàng;Tổng giá trị đơn hàng (VND);Trạng thái
A1;Lan Nguyễn;0901;31/01/2027 10:15;1.200.000;Hoàn thành
A1;Lan Nguyễn;0901;31/01/2027 10:15;1.200.000;Hoàn thành
A2;Minh Trần;0902;01/02/2027 09:00;4.200;Đã hủy
A3;lan nguyễn;0901;03/02/2027 20:11;350.000 ₫;Trả hàng
"""
ENGLISH = """Order ID,Buyer Username,Created Time,Order Amount,Order Status
1,ann,01/31/2027,"1,200.50",Completed
2,bob,02/01/2027,99.9,Cancelled
2,bob,02/01/2027,10.1,Cancelled
"""


def folder_of(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_an_export_in_vietnamese_is_read(tmp_path):
    data = read_data(folder_of(tmp_path, don_hang=VIETNAMESE))
    orders = data.tables["orders"]
    assert orders["amount"].tolist() == [1_200_000.0, 4_200.0, 350_000.0]
    assert orders["date"].dt.date.tolist() == [
        dt.date(2027, 1, 31), dt.date(2027, 2, 1), dt.date(2027, 2, 3)
    ]  # fmt: skip
    assert orders["is_cancelled"].tolist() == [False, True, False]
    assert orders["is_returned"].tolist() == [False, False, True]
    assert orders["customer"][0] == orders["customer"][2] != orders["customer"][1]
    assert (data.first_day, data.last_day) == (dt.date(2027, 1, 31), dt.date(2027, 2, 3))


def test_an_export_in_english_is_read(tmp_path):
    orders = read_data(folder_of(tmp_path, orders=ENGLISH)).tables["orders"]
    assert orders["amount"].tolist() == [1200.5, 110.0]  # lines of unlike amounts are added
    assert orders["date"].dt.date.tolist() == [dt.date(2027, 1, 31), dt.date(2027, 2, 1)]


def test_nothing_personal_is_kept(tmp_path):
    folder = folder_of(tmp_path, don_hang=VIETNAMESE)
    data = read_data(folder)
    kept = (
        data.tables["orders"].to_csv() + repr(data) + data.sources.drop(columns="left_out").to_csv()
    )
    for secret in ("Lan", "lan nguy", "Minh", "0901", "0902", "A1"):
        assert secret not in kept
    assert data.sources["left_out"][0] == ["Số điện thoại"]
    again = read_data(folder)
    assert set(again.tables["orders"]["customer"]) != set(data.tables["orders"]["customer"])
    salted = [read_data(folder, salt="s").tables["orders"]["customer"].tolist() for _ in range(2)]
    assert salted[0] == salted[1]


def test_each_problem_names_its_row_and_column_and_a_remedy(tmp_path):
    text = "customer,date,amount\na,2027-01-31,12\nb,2027-02-30,12\n"
    text += "c,2027-02-01,dear\n,2027-02-01,-1\n"
    with pytest.raises(DataError) as caught:
        read_data(folder_of(tmp_path, orders=text))
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("orders.csv:5 customer: nothing is written here.")
    assert lines[1].startswith('orders.csv:3 date: found "2027-02-30": a day is expected, e.g.')
    assert lines[2].startswith('orders.csv:4 amount: found "dear": a number is expected, e.g.')
    assert "orders.csv:5 amount: found -1: a number of at least 0 is expected." in lines


def test_a_scale_has_ends(tmp_path):
    text = "ngày,số sao\n2027-01-31,5 sao\n2027-01-31,6\n"
    with pytest.raises(DataError, match=r"danh_gia\.csv:3 số sao: found 6: a number from 1 to 5"):
        read_data(folder_of(tmp_path, danh_gia=text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("customer,date,amount\na,2027-01-31,4.200\n", r"orders.csv:2 amount: .* decimal="),
        ("customer,date\na,03/04/2027\n", r"orders.csv:2 date: .* day_first=True"),
        ("customer,date\na,31/01/2027\nb,01/31/2027\n", r"orders.csv:3 date: .* other way round"),
        ('customer,date,amount\na,2027-01-31,1.5\nb,2027-01-31,"1,5"\n', r":3 amount: .* other"),
        ("buyer,when\na,2027-01-31\n", r"orders.csv:1 date: the table of orders needs this column"),
        ("", r"orders.csv: the table is empty"),
        ('customer,date\n"a,2027-01-31\n', r"orders.csv:2.*quotes"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_asked_back(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read_data(folder_of(tmp_path, orders=text))


def test_what_was_asked_back_can_be_said(tmp_path):
    text = "customer,date,amount\na,03/04/2027,4.200\n"
    data = read_data(folder_of(tmp_path, orders=text), decimal=",", day_first=True)
    assert data.tables["orders"].loc[0, "amount"] == 4200.0
    assert data.first_day == dt.date(2027, 4, 3)


def test_a_table_without_a_telling_name_is_known_by_its_columns(tmp_path):
    folder_of(
        tmp_path,
        export1="Day,Amount spent (VND),Impressions,Campaign name\n2027-01-04,600000,90000,Tet\n",
        export2="event_date,Sessions,source\n20270105,77,google\n",
        export3="Dấu thời gian,Mức độ hài lòng,NPS\n2027-01-06,4,9\n",
    )
    data = read_data(tmp_path)
    assert set(data.tables) == {"media", "visits", "survey"}
    assert data.tables["media"].loc[0, "spend"] == 600_000.0
    assert data.tables["survey"].loc[0, "recommend"] == 9.0
    assert data.first_day == dt.date(2027, 1, 5)


def test_a_table_that_may_be_several_is_asked_back(tmp_path):
    folder = folder_of(tmp_path, export="event_date,user_pseudo_id\n20270105,77.1\n")
    with pytest.raises(DataError, match="may be any of orders, registrations, visits"):
        read_data(folder)
    assert set(read_data({"visits": folder / "export.csv"}).tables) == {"visits"}


def test_parquet_and_csv_say_the_same(tmp_path):
    days = pd.to_datetime(["2027-01-04", "2027-01-05"])
    frame = pd.DataFrame({"customer": ["a", "b"], "date": days, "amount": [1.5, 2.0]})
    frame.to_parquet(tmp_path / "orders.parquet")
    frame.to_csv(tmp_path / "orders_again.csv", index=False)
    one = read_data(tmp_path / "orders.parquet", salt="s").tables["orders"]
    other = read_data([tmp_path / "orders_again.csv"], salt="s").tables["orders"]
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_a_workbook_is_read_with_its_dates_and_rows(tmp_path):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="D1" t="inlineStr"><is><t>amount</t></is></c></row>'
        '<row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4" s="1"><v>46418.5</v></c>'
        '<c r="D4"><v>{amount}</v></c></row></sheetData></worksheet>'
    )  # fmt: skip
    shared = "".join(f"<si><t>{text}</t></si>" for text in ("Buyer", "Order date", "ann"))
    head = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    path = tmp_path / "orders.xlsx"
    for amount in ("12.5", "-3"):
        with zipfile.ZipFile(path, "w") as book:
            book.writestr("xl/sharedStrings.xml", f"<sst {head}>{shared}</sst>")
            book.writestr(
                "xl/styles.xml",
                f'<styleSheet {head}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
                "</styleSheet>",
            )
            book.writestr("xl/worksheets/sheet1.xml", sheet.format(amount=amount))
        if amount == "12.5":
            orders = read_data(path).tables["orders"]
            assert orders["date"].dt.date.tolist() == [dt.date(2027, 1, 31)]
            assert orders["amount"].tolist() == [12.5]
    with pytest.raises(DataError, match=r"orders.xlsx:4 amount: found -3"):
        read_data(path)


def test_what_is_no_table_is_refused(tmp_path):
    (tmp_path / "orders.xlsx").write_bytes(b"no workbook")
    with pytest.raises(DataError, match=r"orders.xlsx: this is not an XLSX workbook"):
        read_data(tmp_path)
    with pytest.raises(UserError, match="there is no such file"):
        read_data(tmp_path / "nothing.csv")
    with pytest.raises(UserError, match="the tables are"):
        read_data({"order": tmp_path / "orders.xlsx"})


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1.200.000", "4.200", "0,5"], [1_200_000.0, 4_200.0, 0.5]),
        (["1,200,000", "4,200", "0.5"], [1_200_000.0, 4_200.0, 0.5]),
        (["12", "-7", "", "1 000"], [12.0, -7.0, np.nan, 1000.0]),
        (["4200.125", "0.125"], [4200.125, 0.125]),
        (["$1,5", "2,25 đ"], [1.5, 2.25]),
    ],
)
def test_numbers_are_read_in_either_form(texts, numbers):
    found = numbers_of(texts, None, lambda place, message: pytest.fail(f"{place}: {message}"))
    assert np.array_equal(found, numbers, equal_nan=True)


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (["31/01/2027", "02-02-2027 10:00"], [dt.date(2027, 1, 31), dt.date(2027, 2, 2)]),
        (["01/31/2027 9:05 PM", "02/03/2027"], [dt.date(2027, 1, 31), dt.date(2027, 2, 3)]),
        (["2027-01-31T10:00:00+07:00", "20270201"], [dt.date(2027, 1, 31), dt.date(2027, 2, 1)]),
        (["1801353600000000", "Jan 31, 2027"], [dt.date(2027, 1, 31), dt.date(2027, 1, 31)]),
        (["", "10:15 31/01/2027"], [None, dt.date(2027, 1, 31)]),
    ],
)
def test_days_are_read_in_either_form(texts, days):
    assert days_of(texts, None, lambda place, message: pytest.fail(message)) == days
