<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>LessonBadge</name>
    <message numerus="yes">
        <source>queued, %n before it</source>
        <translation>
            <numerusform>queued, %n before it</numerusform>
            <numerusform>queued, %n before it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LossSeries</name>
    <message numerus="yes">
        <source>Loss, %n step(s), from %1 to %2 nats per token, %3</source>
        <translation>
            <numerusform>Loss, %n step, from %1 to %2 nats per token, %3</numerusform>
            <numerusform>Loss, %n steps, from %1 to %2 nats per token, %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) not finite</source>
        <translation>
            <numerusform>%n value not finite</numerusform>
            <numerusform>%n values not finite</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptText</name>
    <message numerus="yes">
        <source>%1 of %n checks passed</source>
        <translation>
            <numerusform>%1 of %n check passed</numerusform>
            <numerusform>%1 of %n checks passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::Composer</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::MemoryMapView</name>
    <message numerus="yes">
        <source>%n lesson(s)</source>
        <translation>
            <numerusform>%n lesson</numerusform>
            <numerusform>%n lessons</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s)</source>
        <translation>
            <numerusform>%n checkpoint</numerusform>
            <numerusform>%n checkpoints</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::MessageColumn</name>
    <message numerus="yes">
        <source>Latest · %n new</source>
        <translation>
            <numerusform>Latest · %n new</numerusform>
            <numerusform>Latest · %n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::StatusStrip</name>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::TimelineDock</name>
    <message numerus="yes">
        <source>%n checkpoint(s)</source>
        <translation>
            <numerusform>%n checkpoint</numerusform>
            <numerusform>%n checkpoints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>%n hit</numerusform>
            <numerusform>%n hits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::TokenRanksView</name>
    <message numerus="yes">
        <source>first choice: %1 of %n token(s), %2 nats</source>
        <translation>
            <numerusform>first choice: %1 of %n token, %2 nats</numerusform>
            <numerusform>first choice: %1 of %n tokens, %2 nats</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::UpdatesPlot</name>
    <message numerus="yes">
        <source>%n update(s), %1 of them learned</source>
        <translation>
            <numerusform>%n update, %1 of them learned</numerusform>
            <numerusform>%n updates, %1 of them learned</numerusform>
        </translation>
    </message>
</context>
</TS>
