// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/otlpdocument.h"

#include "formats/jsonscanner.h"

#include <algorithm>

namespace playhead {
namespace {

constexpr int maxWrappers = 3;

bool isSpanList(std::string_view key)
{
    return key == "resourceSpans" || key == "resource_spans" || key == "batches";
}

bool isOtherList(std::string_view key)
{
    return key == "resourceMetrics" || key == "resourceLogs" || key == "resourceProfiles"
           || key == "resource_metrics" || key == "resource_logs" || key == "resource_profiles";
}

bool isWrapper(std::string_view key)
{
    return key == "trace" || key == "result";
}

bool isScopeList(std::string_view key)
{
    return key == "scopeSpans" || key == "scope_spans" || key == "instrumentationLibrarySpans"
           || key == "instrumentation_library_spans";
}

class DocumentReader
{
public:
    DocumentReader(std::string_view text, std::size_t from, std::size_t to, OtlpParts &parts)
        : m_scan(text, from, to), m_parts(parts)
    {}

    [[nodiscard]] std::size_t offset() const { return m_scan.offset(); }

    /// All documents in the range. False where one could not be followed to its end.
    bool read()
    {
        while (m_scan.peek() != '\0') {
            if (m_parts.stopped()) return true;
            const auto begin = m_scan.offset();
            const bool list = m_scan.peek() == '[';
            if (!list && m_scan.peek() != '{') {
                m_parts.malformed(begin, "expected a JSON object");
                return false;
            }
            const auto document = [this] { return this->document(0); };
            if (list ? !elements(document) : !document()) return fail();
        }
        return true;
    }

private:
    bool fail()
    {
        if (m_scan.peek() == '\0')
            m_parts.malformed(m_scan.offset(), "the text ends in the middle of the JSON");
        else
            m_parts.malformed(m_scan.offset(), "the JSON cannot be understood here");
        return false;
    }

    /// Calls `member(key)` for each member of an object, which must take the value.
    template <class Member> bool members(Member member)
    {
        if (!m_scan.take('{')) return false;
        if (m_scan.take('}')) return true;
        do {
            const auto key = m_scan.key();
            if (!key || !member(*key)) return false;
            if (m_parts.stopped()) return true;
        } while (m_scan.take(','));
        return m_scan.take('}');
    }

    /// Calls `element()` for each element of an array, which must take it. `null` is no elements.
    template <class Element> bool elements(Element element)
    {
        if (m_scan.peek() == 'n') return m_scan.value().has_value();
        if (!m_scan.take('[')) return false;
        if (m_scan.take(']')) return true;
        do {
            if (!element()) return false;
            if (m_parts.stopped()) return true;
        } while (m_scan.take(','));
        return m_scan.take(']');
    }

    bool document(int wrappers)
    {
        bool known = false;
        const auto begin = m_scan.offset();
        const bool complete = members([&](std::string_view key) {
            m_scan.peek();
            const auto offset = m_scan.offset();
            if (isSpanList(key)) {
                known = true;
                return elements([this] { return resourceSpans(); });
            }
            if (isOtherList(key)) {
                known = true;
                m_parts.otherSignal(key, offset);
                return m_scan.value().has_value();
            }
            if (isWrapper(key) && m_scan.peek() == '{' && wrappers < maxWrappers) {
                known = true;
                return document(wrappers + 1);
            }
            return m_scan.value().has_value();
        });
        if (complete && !known)
            m_parts.malformed(begin, "a JSON object without resourceSpans: no OTLP traces");
        return complete;
    }

    bool resourceSpans()
    {
        m_parts.beginResource();
        return members([this](std::string_view key) {
            if (isScopeList(key)) return elements([this] { return scopeSpans(); });
            const auto value = m_scan.value();
            if (!value) return false;
            if (key == "resource") m_parts.resource(*value);
            return true;
        });
    }

    bool scopeSpans()
    {
        return members([this](std::string_view key) {
            if (key != "spans") return m_scan.value().has_value();
            return elements([this] {
                const auto span = m_scan.value();
                if (span) m_parts.span(*span);
                return span.has_value();
            });
        });
    }

    JsonScanner m_scan;
    OtlpParts &m_parts;
};

std::size_t endOfLine(std::string_view text, std::size_t from)
{
    return std::min(text.find('\n', from), text.size());
}

/// Whether each line is a document of its own: the first line is one whole value, or the second
/// begins one where a document set over several lines would have gone on.
bool hasDocumentPerLine(std::string_view text)
{
    const auto begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const auto end = endOfLine(text, begin);
    JsonScanner line(text, begin, end);
    if (line.value() && line.peek() == '\0') return true;
    return end - begin > 2 && end + 1 < text.size() && text[end + 1] == '{';
}

} // namespace

void readOtlpParts(std::string_view text, OtlpParts &parts)
{
    std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const bool lines = hasDocumentPerLine(text.substr(at));
    while (at < text.size() && !parts.stopped()) {
        const auto end = lines ? endOfLine(text, at) : text.size();
        DocumentReader reader(text, at, end, parts);
        if (reader.read() || lines) {
            at = end + 1;
        } else { // what begins at the start of a line may be the next document
            const auto next = text.find("\n{", reader.offset());
            at = next == std::string_view::npos ? text.size() : next + 1;
        }
    }
}

int recogniseOtlp(std::string_view beginning)
{
    JsonScanner scan(beginning, beginning.starts_with("\xEF\xBB\xBF") ? 3 : 0, beginning.size());
    if (scan.peek() == '[') scan.take('[');
    for (int wrappers = 0; wrappers <= maxWrappers && scan.take('{'); ++wrappers) {
        bool entered = false;
        do {
            const auto key = scan.key();
            if (!key) return 0;
            if (*key == "batches" && scan.peek() == '[') {
                const bool spans =
                    beginning.find("pans\"", scan.offset()) != std::string_view::npos;
                return spans ? 90 : 0;
            }
            if ((isSpanList(*key) || isOtherList(*key)) && scan.peek() == '[') return 95;
            entered = isWrapper(*key) && scan.peek() == '{';
            if (!entered && !scan.value()) return 0;
        } while (!entered && scan.take(','));
        if (!entered) return 0;
    }
    return 0;
}

} // namespace playhead
