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

    int columnWidth() const;
    void arrange();
    void setTops();
    bool buildNear(int top);
    void dropFar(int top);
    void place();
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
    bool m_following = true;
    bool m_arranging = false;
};

} // namespace amend
