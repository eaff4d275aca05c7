// SPDX-FileCopyrightText: 2026 The Amend authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A scrolled column of messages of which only those near the view have widgets; the others have a height that was
// measured once or is estimated, and is put right without a jump when their turn comes.
#pragma once

#include "core/domain/ids.h"

#include <QScrollArea>
#include <functional>
#include <vector>

class QPushButton;

namespace amend {

class MessageView;

/// The width of a comfortable line, at most 80 characters: of the messages, and of what is aligned with them.
int readingWidth(const QFontMetrics& metrics);

/// What the column asks its owner, who knows the messages.
struct MessageSource {
    std::function<MessageView*(MessageId, QWidget* parent)> makeView;
    std::function<int(MessageId, int width)> estimateHeight;
};

class MessageColumn final : public QScrollArea {
    Q_OBJECT

public:
    explicit MessageColumn(MessageSource source, QWidget* parent = nullptr);

    /// The messages from top to bottom. Views of those that stay are kept.
    void setMessages(const std::vector<MessageId>& ids);
    MessageView* viewOf(MessageId id) const; ///< null while it has none
    std::vector<MessageView*> views() const; ///< from top to bottom
    int viewCount() const { return static_cast<int>(views().size()); }
    /// Scrolls to the message, building its view, and gives it the focus.
    void focusMessage(MessageId id);
    /// Moves the focus by so many messages from the one that has it, or from the last.
    void stepFocus(int step);

    /// Following keeps the end in view; scrolling up detaches.
    bool isFollowing() const { return m_following; }
    void follow();
    /// Another layout is about to give the column another size: what is topmost now stays so, also at the end.
    void holdTop();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    struct Entry {
        MessageId id;
        MessageView* view = nullptr;
        int top = 0;
        int height = 0;
        bool measured = false;
    };

    /// What stands at the upper edge. It stays there until one scrolls, whatever happens above it or to the size.
    struct Anchor {
        MessageId message;
        int part = -1; ///< of the message's text
        int pixels = 0; ///< into the part
        double share = 0; ///< the same as a share of its height, for another width
        bool isExact = false; ///< false: the message had no view, so the part is not known
    };

    void rememberAnchor();
    int anchorOffset(const Entry& entry, bool isWidthNew);
    int columnWidth() const;
    void arrange();
    void setTops();
    bool buildNear(int top);
    void dropFar(int top);
    void place();
    void placeEntry(const Entry& entry);
    void orderTabs();
    std::size_t entryAt(int y) const;
    int indexOf(MessageId id) const; ///< -1 when absent
    void updateLatest();
    int latestRoom() const; ///< below the messages, for the button

    MessageSource m_source;
    QWidget* m_content;
    QPushButton* m_latest;
    std::vector<Entry> m_entries;
    int m_width = 0;
    int m_unseen = 0; ///< messages added while detached
    Anchor m_anchor;
    bool m_following = true;
    bool m_isHeld = false; ///< at the end when the top was held: coming to the end again follows
    bool m_arranging = false;
};

} // namespace amend
