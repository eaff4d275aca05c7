// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/markdown_html.h"

#include <md4c.h>

namespace amend {
namespace {

QString fromAttribute(const MD_ATTRIBUTE& attribute)
{
    return QString::fromUtf8(attribute.text, static_cast<qsizetype>(attribute.size));
}

QString alignment(MD_ALIGN align)
{
    switch (align) {
    case MD_ALIGN_CENTER:
        return QStringLiteral("center");
    case MD_ALIGN_RIGHT:
        return QStringLiteral("right");
    case MD_ALIGN_LEFT:
    case MD_ALIGN_DEFAULT:
        return QStringLiteral("left");
    }
    return QStringLiteral("left");
}

/// Collects the HTML while md4c walks over the block. Qt's margins are per paragraph, so the space between two is set
/// on the later one.
class HtmlWriter {
public:
    explicit HtmlWriter(const HtmlStyle& style)
        : m_style(style)
    {
    }

    void enterBlock(MD_BLOCKTYPE type, const void* detail);
    void leaveBlock(MD_BLOCKTYPE type, const void* detail);
    void enterSpan(MD_SPANTYPE type, const void* detail);
    void leaveSpan(MD_SPANTYPE type, const void* detail);
    void addText(MD_TEXTTYPE type, const QString& text);
    QString html() const { return m_html; }

private:
    void openCell(const QString& tag, const void* detail);

    const HtmlStyle& m_style;
    QString m_html;
    bool m_first = true; ///< no paragraph yet in this block
};

void HtmlWriter::enterBlock(MD_BLOCKTYPE type, const void* detail)
{
    switch (type) {
    case MD_BLOCK_P:
        m_html += m_first ? QStringLiteral("<p style='margin:0'>") : QStringLiteral("<p style='margin:8px 0 0 0'>");
        m_first = false;
        break;
    case MD_BLOCK_H: {
        const unsigned level = static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level;
        m_html += QStringLiteral("<p style='margin:0;font-weight:600;font-size:%1'>")
                      .arg(level == 1      ? QStringLiteral("x-large")
                              : level == 2 ? QStringLiteral("large")
                                           : QStringLiteral("medium"));
        break;
    }
    case MD_BLOCK_QUOTE:
        m_html += QStringLiteral("<div style='color:%1'>").arg(m_style.secondText.name());
        break;
    case MD_BLOCK_UL:
        m_html += QStringLiteral("<ul style='margin:0'>");
        break;
    case MD_BLOCK_OL:
        m_html += QStringLiteral("<ol start='%1' style='margin:0'>")
                      .arg(static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start);
        break;
    case MD_BLOCK_LI: {
        const auto* item = static_cast<const MD_BLOCK_LI_DETAIL*>(detail);
        m_html += QStringLiteral("<li style='margin:2px 0 2px -16px;line-height:135%'>");
        if (item->is_task) {
            m_html += item->task_mark == ' ' ? QStringLiteral("\u2610 ") : QStringLiteral("\u2611 ");
        }
        m_first = true;
        break;
    }
    case MD_BLOCK_HR:
        m_html += QStringLiteral("<hr/>");
        break;
    case MD_BLOCK_CODE:
        m_html += QStringLiteral("<pre style='margin:4px 0;font-family:\"%1\";background:%2'>")
                      .arg(m_style.codeFamily, m_style.inset.name());
        break;
    case MD_BLOCK_TABLE:
        m_html += QStringLiteral("<table cellspacing='0' cellpadding='6' style='border-collapse:collapse'>");
        break;
    case MD_BLOCK_TR:
        m_html += QStringLiteral("<tr>");
        break;
    case MD_BLOCK_TH:
        openCell(QStringLiteral("th"), detail);
        break;
    case MD_BLOCK_TD:
        openCell(QStringLiteral("td"), detail);
        break;
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
        break;
    }
}

void HtmlWriter::openCell(const QString& tag, const void* detail)
{
    m_html += QStringLiteral("<%1 align='%2' style='border-bottom:1px solid %3%4'>")
                  .arg(tag, alignment(static_cast<const MD_BLOCK_TD_DETAIL*>(detail)->align), m_style.border.name(),
                      tag == QLatin1String("th")
                          ? QStringLiteral(";font-weight:600;color:%1").arg(m_style.secondText.name())
                          : QString());
}

void HtmlWriter::leaveBlock(MD_BLOCKTYPE type, const void*)
{
    switch (type) {
    case MD_BLOCK_P:
    case MD_BLOCK_H:
        m_html += QStringLiteral("</p>");
        break;
    case MD_BLOCK_QUOTE:
        m_html += QStringLiteral("</div>");
        break;
    case MD_BLOCK_UL:
        m_html += QStringLiteral("</ul>");
        break;
    case MD_BLOCK_OL:
        m_html += QStringLiteral("</ol>");
        break;
    case MD_BLOCK_LI:
        m_html += QStringLiteral("</li>");
        break;
    case MD_BLOCK_CODE:
        m_html += QStringLiteral("</pre>");
        break;
    case MD_BLOCK_TABLE:
        m_html += QStringLiteral("</table>");
        break;
    case MD_BLOCK_TR:
        m_html += QStringLiteral("</tr>");
        break;
    case MD_BLOCK_TH:
        m_html += QStringLiteral("</th>");
        break;
    case MD_BLOCK_TD:
        m_html += QStringLiteral("</td>");
        break;
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    case MD_BLOCK_HR:
        break;
    }
}

void HtmlWriter::enterSpan(MD_SPANTYPE type, const void* detail)
{
    switch (type) {
    case MD_SPAN_EM:
        m_html += QStringLiteral("<i>");
        break;
    case MD_SPAN_STRONG:
        m_html += QStringLiteral("<span style='font-weight:600'>");
        break;
    case MD_SPAN_DEL:
        m_html += QStringLiteral("<s>");
        break;
    case MD_SPAN_CODE:
        m_html += QStringLiteral("<span style='font-family:\"%1\";background:%2'>")
                      .arg(m_style.codeFamily, m_style.inset.name());
        break;
    case MD_SPAN_A: {
        const QString address = fromAttribute(static_cast<const MD_SPAN_A_DETAIL*>(detail)->href);
        if (isOpenable(address)) {
            m_html
                += QStringLiteral("<a href='%1'>").arg(address.toHtmlEscaped().replace(u'\'', QStringLiteral("&#39;")));
        }
        break;
    }
    case MD_SPAN_IMG:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
        break;
    }
}

void HtmlWriter::leaveSpan(MD_SPANTYPE type, const void* detail)
{
    switch (type) {
    case MD_SPAN_EM:
        m_html += QStringLiteral("</i>");
        break;
    case MD_SPAN_STRONG:
    case MD_SPAN_CODE:
        m_html += QStringLiteral("</span>");
        break;
    case MD_SPAN_DEL:
        m_html += QStringLiteral("</s>");
        break;
    case MD_SPAN_A: {
        const QString address = fromAttribute(static_cast<const MD_SPAN_A_DETAIL*>(detail)->href);
        m_html += isOpenable(address) ? QStringLiteral("</a>")
                                      : QStringLiteral(" <span style='color:%1'>(%2)</span>")
                                            .arg(m_style.secondText.name(), address.toHtmlEscaped());
        break;
    }
    case MD_SPAN_IMG:
        m_html += QStringLiteral(" <span style='color:%1'>(%2)</span>")
                      .arg(m_style.secondText.name(),
                          fromAttribute(static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src).toHtmlEscaped());
        break;
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
        break;
    }
}

void HtmlWriter::addText(MD_TEXTTYPE type, const QString& text)
{
    switch (type) {
    case MD_TEXT_NULLCHAR:
        m_html += QChar(QChar::ReplacementCharacter);
        break;
    case MD_TEXT_BR:
        m_html += QStringLiteral("<br/>");
        break;
    case MD_TEXT_SOFTBR:
        m_html += u' ';
        break;
    case MD_TEXT_ENTITY:
        m_html += text; // md4c has checked its form; Qt knows the names
        break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_HTML:
    case MD_TEXT_LATEXMATH:
        m_html += text.toHtmlEscaped();
        break;
    }
}

MD_PARSER makeParser()
{
    MD_PARSER parser {};
    parser.flags
        = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* writer) {
        static_cast<HtmlWriter*>(writer)->enterBlock(type, detail);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* writer) {
        static_cast<HtmlWriter*>(writer)->leaveBlock(type, detail);
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* writer) {
        static_cast<HtmlWriter*>(writer)->enterSpan(type, detail);
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void* detail, void* writer) {
        static_cast<HtmlWriter*>(writer)->leaveSpan(type, detail);
        return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* writer) {
        static_cast<HtmlWriter*>(writer)->addText(type, QString::fromUtf8(text, static_cast<qsizetype>(size)));
        return 0;
    };
    return parser;
}

} // namespace

QString toHtml(std::string_view markdown, const HtmlStyle& style)
{
    static const MD_PARSER parser = makeParser();
    HtmlWriter writer(style);
    md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &writer);
    return writer.html();
}

bool isOpenable(const QString& address)
{
    for (const char* scheme : { "http://", "https://", "mailto:" }) {
        if (address.startsWith(QLatin1String(scheme), Qt::CaseInsensitive)) {
            return true;
        }
    }
    return false;
}

} // namespace amend
