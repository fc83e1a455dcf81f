// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/transportbar.h"

#include "numbertext.h"

#include <QHBoxLayout>
#include <QMenu>

namespace playhead {
namespace {

constexpr int sideMargin = 16;
constexpr int rowSpacing = 6;
constexpr int beforePosition = 12;
constexpr int beforeTime = 18;
constexpr int stopPadding = 18;

} // namespace

QString speedText(double speed)
{
    if (speed == Player::unlimited) return TransportBar::tr("max");
    return QString::number(speed) + QChar(0x00D7);
}

TransportBar::TransportBar(ViewState &view, Player &player, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_view(view), m_player(player), m_theme(theme), m_pace(view, [this] {
          showPlace();
      })
{
    setAccessibleName(tr("Transport controls"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(sideMargin, 8, sideMargin, 4);
    row->setSpacing(rowSpacing);
    addTransport();
    addSpeed();

    m_position = new QLabel(this);
    m_position->setObjectName(QStringLiteral("positionLabel"));
    m_position->setAccessibleName(tr("Position of the playhead"));
    m_time = new QLabel(this);
    m_time->setObjectName(QStringLiteral("timeLabel"));
    m_time->setAccessibleName(tr("Time at the playhead, and since the step before"));
    m_stop = new QLabel(this);
    m_stop->setObjectName(QStringLiteral("stopLabel"));
    m_stop->setAccessibleName(tr("Breakpoint that stopped playing here"));
    m_stop->setTextFormat(Qt::PlainText);
    m_stop->hide();
    for (auto *label : {m_position, m_time, m_stop}) // they do not hold the window wide: see fit()
        label->setMinimumWidth(1);
    row->addSpacing(beforePosition);
    row->addWidget(m_position);
    row->addSpacing(beforeTime);
    row->addWidget(m_time);
    row->addWidget(m_stop);
    row->addStretch(1);
    addZoom();

    connect(&m_view, &ViewState::playheadChanged, &m_pace, &LivePace::wish);
    connect(&m_view, &ViewState::watermarkChanged, &m_pace, &LivePace::wishGrown);
    connect(&m_view, &ViewState::watermarkChanged, this, &TransportBar::showEnabled);
    connect(&m_view, &ViewState::logChanged, this, &TransportBar::showEnabled);
    connect(&m_player, &Player::stoppedByChanged, this, &TransportBar::showStop);
    connect(&m_theme, &Theme::changed, this, &TransportBar::applyTheme);
    applyTheme();
    showPlaying();
    showPlace();
    showEnabled();
}

TransportButton *TransportBar::addButton(TransportButton::Glyph glyph, const QString &objectName)
{
    auto *button = new TransportButton(m_theme, glyph, this);
    button->setObjectName(objectName);
    layout()->addWidget(button);
    return button;
}

void TransportBar::addTransport()
{
    using Glyph = TransportButton::Glyph;
    auto *first = addButton(Glyph::First, QStringLiteral("firstButton"));
    first->setHint(tr("First step"), tr("Home"));
    connect(first, &QToolButton::clicked, &m_view, &ViewState::goFirst);
    auto *back = addButton(Glyph::Back, QStringLiteral("backButton"));
    back->setHint(tr("Back one step"), tr("Left"));
    connect(back, &QToolButton::clicked, &m_view, [this] { m_view.stepBy(-1); });
    m_play = addButton(Glyph::Play, QStringLiteral("playButton"));
    connect(m_play, &QToolButton::clicked, &m_player, &Player::togglePlay);
    connect(&m_player, &Player::playingChanged, this, &TransportBar::showPlaying);
    auto *forward = addButton(Glyph::Forward, QStringLiteral("forwardButton"));
    forward->setHint(tr("Forward one step"), tr("Right"));
    connect(forward, &QToolButton::clicked, &m_view, [this] { m_view.stepBy(1); });
    auto *last = addButton(Glyph::Last, QStringLiteral("lastButton"));
    last->setHint(tr("Last step"), tr("End"));
    connect(last, &QToolButton::clicked, &m_view, &ViewState::goLast);
    for (auto *button : {back, forward}) {
        button->setAutoRepeat(true);
        button->setAutoRepeatInterval(40);
    }
    m_steppers = {first, back, m_play, forward, last};
}

void TransportBar::addSpeed()
{
    m_speed = addButton(TransportButton::Glyph::None, QStringLiteral("speedButton"));
    m_speed->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_speed);
    for (const auto speed : Player::speeds()) {
        const auto text = speed == Player::unlimited ? tr("As fast as possible") : speedText(speed);
        auto *action = menu->addAction(text);
        action->setCheckable(true);
        connect(action, &QAction::triggered, &m_player,
                [this, speed] { m_player.setSpeed(speed); });
        connect(menu, &QMenu::aboutToShow, action,
                [this, action, speed] { action->setChecked(m_player.speed() == speed); });
    }
    m_speed->setMenu(menu);
    const auto show = [this] {
        m_speed->setText(speedText(m_player.speed()));
        m_speed->setHint(tr("Speed of playing: %1").arg(speedText(m_player.speed())), {});
        m_speed->updateGeometry();
    };
    connect(&m_player, &Player::speedChanged, this, show);
    show();

    m_live = addButton(TransportButton::Glyph::Dot, QStringLiteral("liveButton"));
    m_live->setText(tr("Live"));
    m_live->setCheckable(true);
    m_live->setHint(tr("Follow the end of the log"), tr("L"));
    connect(m_live, &QToolButton::clicked, &m_view, &ViewState::setFollowing);
    connect(&m_view, &ViewState::followingChanged, m_live, &QToolButton::setChecked);
    m_live->setChecked(m_view.isFollowing());
}

void TransportBar::addZoom()
{
    struct Choice
    {
        QString text;
        QString hint;
        Duration span;
    };
    const QList<Choice> choices = {
        {tr("fit"), tr("Show the whole log"), 0},
        {tr("1 s"), tr("Show one second around the playhead"), nanosecondsPerSecond},
        {tr("1 min"), tr("Show one minute around the playhead"), 60 * nanosecondsPerSecond},
        {tr("1 h"), tr("Show one hour around the playhead"), 3600 * nanosecondsPerSecond}};
    for (const auto &choice : choices) {
        auto *button = addButton(TransportButton::Glyph::None, QStringLiteral("spanButton"));
        button->setFrame(TransportButton::Frame::Flat);
        button->setText(choice.text);
        button->setCheckable(true);
        button->setHint(choice.hint, {});
        connect(button, &QToolButton::clicked, this,
                [this, span = choice.span] { emit spanRequested(span); });
        m_spans.append({choice.span, button});
    }
    showSpan(0);
}

void TransportBar::showSpan(Duration span)
{
    for (const auto &[choice, button] : m_spans)
        button->setChecked(choice == span);
}

void TransportBar::applyTheme()
{
    const auto paint = [this](QLabel *label, ColorRole role) {
        auto palette = label->palette();
        palette.setColor(QPalette::WindowText, m_theme.color(role));
        label->setPalette(palette);
        label->setFont(m_theme.dataFont());
    };
    paint(m_position, ColorRole::Text);
    paint(m_time, ColorRole::MutedText);
    m_stop->setFont(m_theme.dataFont());
    m_stop->setStyleSheet(QStringLiteral("QLabel { color: %1; border: 1px solid %1; "
                                         "border-radius: 5px; padding: 2px 8px; }")
                              .arg(m_theme.color(ColorRole::Failure).name()));
}

/// The time makes room for it: what stopped here matters more now.
void TransportBar::showStop()
{
    const auto &why = m_player.stoppedBy();
    m_stop->setToolTip(why.isEmpty() ? QString() : tr("Playing stopped here: %1").arg(why));
    m_stop->setVisible(!why.isEmpty());
    fit();
}

void TransportBar::showPlaying()
{
    const bool playing = m_player.isPlaying();
    m_play->setGlyph(playing ? TransportButton::Glyph::Pause : TransportButton::Glyph::Play);
    m_play->setHint(playing ? tr("Pause") : tr("Play"), tr("Space"));
}

void TransportBar::showPlace()
{
    const auto at = m_view.playhead();
    if (!at.isValid() || !m_view.log()) {
        m_position->setText(tr("no steps"));
        m_time->clear();
        return;
    }
    m_position->setText(
        tr("#%1 of %2").arg(exactNumber(at.value()), exactNumber(m_view.watermark().value())));
    const auto &index = m_view.log()->index();
    const auto time = index.timeAt(at);
    auto text = QString::fromStdString(formatTimeOfDay(time));
    if (at.value() > 1) {
        const auto delta = time - index.timeAt(advanced(at, -1));
        text += (delta < 0 ? QStringLiteral(" ") : QStringLiteral(" +"))
                + QString::fromStdString(formatDuration(delta));
    }
    m_time->setText(text);
    m_time->setToolTip(QString::fromStdString(formatTimestamp(time)));
    fit();
}

void TransportBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

/// In a narrow window the choices of zoom go first, then the time; nothing is cut.
void TransportBar::fit()
{
    const auto widthOf = [](const QWidget *widget) {
        return widget->sizeHint().width() + rowSpacing;
    };
    int room = width() - 2 * sideMargin - beforePosition - beforeTime - widthOf(m_position);
    for (const auto *button : m_steppers)
        room -= widthOf(button);
    room -= widthOf(m_speed) + widthOf(m_live);
    const bool isStopped = !m_player.stoppedBy().isEmpty();
    if (isStopped) {
        m_stop->setText(QChar(0x25CF) + QLatin1Char(' ') + m_player.stoppedBy());
        const int width = std::clamp(m_stop->sizeHint().width(), 40, std::max(40, room));
        m_stop->setFixedWidth(width);
        m_stop->setText(
            m_stop->fontMetrics().elidedText(m_stop->text(), Qt::ElideRight, width - stopPadding));
        room -= width + rowSpacing;
    }
    const bool timeFits = room >= widthOf(m_time);
    room -= widthOf(m_time);
    for (const auto &[span, button] : m_spans)
        room -= widthOf(button);
    m_time->setVisible(timeFits);
    for (const auto &[span, button] : m_spans)
        button->setVisible(room >= 0);
}

void TransportBar::showEnabled()
{
    const bool any = m_view.watermark().isValid();
    for (auto *button : m_steppers)
        button->setEnabled(any);
    m_live->setEnabled(m_view.log() != nullptr);
}

} // namespace playhead
