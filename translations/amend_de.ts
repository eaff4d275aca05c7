<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ChatExport</name>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Reply, written by #%1</source>
        <translation>Antwort, geschrieben von #%1</translation>
    </message>
    <message>
        <source>chat</source>
        <translation>chat</translation>
    </message>
</context>
<context>
    <name>CheckpointText</name>
    <message>
        <source>Base model</source>
        <translation>Basismodell</translation>
    </message>
    <message>
        <source>back to #%1</source>
        <translation>zurück zu #%1</translation>
    </message>
    <message>
        <source>without lesson %1</source>
        <translation>ohne Lektion %1</translation>
    </message>
    <message>
        <source>Rebuilt from all lessons</source>
        <translation>Aus allen Lektionen neu aufgebaut</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>as published</source>
        <translation>wie veröffentlicht</translation>
    </message>
    <message>
        <source>superseded</source>
        <translation>überholt</translation>
    </message>
    <message>
        <source>learned</source>
        <translation>gelernt</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>rejected: %1</source>
        <translation>abgelehnt: %1</translation>
    </message>
    <message>
        <source>restored %1</source>
        <translation>wiederhergestellt %1</translation>
    </message>
    <message>
        <source>un-taught</source>
        <translation>verlernt</translation>
    </message>
    <message>
        <source>rebuilt</source>
        <translation>neu aufgebaut</translation>
    </message>
    <message>
        <source>named %1</source>
        <translation>mit Namen %1</translation>
    </message>
    <message>
        <source>serving</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
    <message>
        <source>loss %1 nats per token</source>
        <translation>Verlust %1 Nats pro Token</translation>
    </message>
    <message>
        <source>no effect</source>
        <translation>ohne Wirkung</translation>
    </message>
    <message>
        <source>no effect: %1</source>
        <translation>ohne Wirkung: %1</translation>
    </message>
</context>
<context>
    <name>EngineWords</name>
    <message>
        <source>Learned with less strength: %1</source>
        <translation>Mit geringerer Stärke gelernt: %1</translation>
    </message>
    <message>
        <source>The loss broke off at %1 nats per token.</source>
        <translation>Das Training brach bei einem Verlust von %1 Nats pro Token ab.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>The program ended before it was learned.</source>
        <translation>Das Programm wurde beendet, bevor die Lektion gelernt war.</translation>
    </message>
    <message>
        <source>The reply is kept: later lessons leave it alone.</source>
        <translation>Die Antwort bleibt: Spätere Lektionen lassen sie unberührt.</translation>
    </message>
    <message>
        <source>The model gives this reply already.</source>
        <translation>Das Modell gibt diese Antwort bereits.</translation>
    </message>
    <message>
        <source>The model&apos;s answer stayed the same.</source>
        <translation>Die Antwort des Modells blieb dieselbe.</translation>
    </message>
    <message>
        <source>With less strength it did not hold either.</source>
        <translation>Auch mit geringerer Stärke hielt es nicht.</translation>
    </message>
    <message>
        <source>The gradient is not finite.</source>
        <translation>Der Gradient ist nicht endlich.</translation>
    </message>
    <message>
        <source>The update is not finite.</source>
        <translation>Das Update ist nicht endlich.</translation>
    </message>
    <message>
        <source>The update broke the numbers.</source>
        <translation>Das Update hat die Zahlen unbrauchbar gemacht.</translation>
    </message>
    <message>
        <source>The weights would move too far from the base.</source>
        <translation>Die Gewichte würden sich zu weit von der Basis entfernen.</translation>
    </message>
    <message>
        <source>The model&apos;s own answer did not become the wanted one.</source>
        <translation>Die eigene Antwort des Modells wurde nicht zur gewünschten.</translation>
    </message>
    <message>
        <source>Sampled as in a chat, the lesson would not hold.</source>
        <translation>Mit zufällig gezogenen Wörtern wie im Chat würde die Lektion nicht halten.</translation>
    </message>
    <message>
        <source>Asked in other words, the model did not give the wanted answer.</source>
        <translation>Mit anderen Worten gefragt, gab das Modell nicht die gewünschte Antwort.</translation>
    </message>
    <message>
        <source>The model would still give the refused answer.</source>
        <translation>Das Modell würde weiterhin die abgelehnte Antwort geben.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer is not fluent.</source>
        <translation>Die neue Antwort des Modells ist nicht flüssig.</translation>
    </message>
    <message>
        <source>Too many similar questions would get this lesson&apos;s answer.</source>
        <translation>Zu viele ähnliche Fragen bekämen die Antwort dieser Lektion.</translation>
    </message>
    <message>
        <source>Answers to unrelated questions would change too much.</source>
        <translation>Antworten auf andere Fragen würden sich zu stark ändern.</translation>
    </message>
    <message>
        <source>All lessons together would change unrelated answers too much.</source>
        <translation>Alle Lektionen zusammen würden andere Antworten zu stark verändern.</translation>
    </message>
    <message>
        <source>Too many protected questions would be answered differently.</source>
        <translation>Zu viele geschützte Fragen würden anders beantwortet.</translation>
    </message>
    <message>
        <source>The model would become worse at ordinary text.</source>
        <translation>Das Modell würde bei gewöhnlichem Text schlechter.</translation>
    </message>
    <message>
        <source>All lessons together would make the model worse at ordinary text.</source>
        <translation>Alle Lektionen zusammen würden das Modell bei gewöhnlichem Text verschlechtern.</translation>
    </message>
    <message>
        <source>Earlier lessons would be lost.</source>
        <translation>Frühere Lektionen gingen verloren.</translation>
    </message>
    <message>
        <source>A reply that you asked to keep would change: %1.</source>
        <translation>Eine Antwort, die Sie behalten wollten, würde sich ändern: %1.</translation>
    </message>
    <message>
        <source>It takes the place of a reply that you asked to keep.</source>
        <translation>Sie tritt an die Stelle einer Antwort, die Sie behalten wollten.</translation>
    </message>
    <message>
        <source>The model does not give this reply by itself.</source>
        <translation>Das Modell gibt diese Antwort nicht von sich aus.</translation>
    </message>
    <message>
        <source>An earlier lesson gave this reply.</source>
        <translation>Eine frühere Lektion gab diese Antwort.</translation>
    </message>
    <message>
        <source>It does not answer this question any more.</source>
        <translation>Sie beantwortet diese Frage nicht mehr.</translation>
    </message>
    <message>
        <source>What it once took the place of is not wanted either.</source>
        <translation>Auch was sie einst ersetzt hat, ist nicht erwünscht.</translation>
    </message>
    <message>
        <source>The refused reply has no word that could be made less likely.</source>
        <translation>Die abgelehnte Antwort enthält kein Wort, das unwahrscheinlicher gemacht werden könnte.</translation>
    </message>
    <message>
        <source>Give the reply you wanted.</source>
        <translation>Bitte die gewünschte Antwort angeben.</translation>
    </message>
    <message>
        <source>Write the reply you wanted; the model&apos;s own attempt is there as a draft.</source>
        <translation>Bitte die gewünschte Antwort schreiben; der eigene Versuch des Modells liegt als Entwurf bereit.</translation>
    </message>
    <message>
        <source>The remark hardly changed what the model would say.</source>
        <translation>Die Anmerkung änderte kaum, was das Modell sagen würde.</translation>
    </message>
    <message>
        <source>A model of this size cannot be trusted to correct itself, and the remark has nothing to check.</source>
        <translation>Auf die Selbstkorrektur eines Modells dieser Größe ist kein Verlass, und die Anmerkung enthält nichts Prüfbares.</translation>
    </message>
    <message>
        <source>The model had no answer to the remark.</source>
        <translation>Das Modell hatte keine Antwort auf die Anmerkung.</translation>
    </message>
    <message>
        <source>The model gave the same answer again.</source>
        <translation>Das Modell gab noch einmal dieselbe Antwort.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer leaves out what the remark says.</source>
        <translation>Die neue Antwort des Modells lässt aus, was die Anmerkung sagt.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer still says what the remark turns down.</source>
        <translation>Die neue Antwort des Modells sagt weiterhin, was die Anmerkung zurückweist.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer is not one sentence.</source>
        <translation>Die neue Antwort des Modells ist nicht ein einziger Satz.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer is still a list.</source>
        <translation>Die neue Antwort des Modells ist immer noch eine Liste.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer is not a list.</source>
        <translation>Die neue Antwort des Modells ist keine Liste.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer is not longer.</source>
        <translation>Die neue Antwort des Modells ist nicht länger.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer is not shorter.</source>
        <translation>Die neue Antwort des Modells ist nicht kürzer.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer begins in another way.</source>
        <translation>Die neue Antwort des Modells beginnt anders.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer ends in another way.</source>
        <translation>Die neue Antwort des Modells endet anders.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer has too few exclamation marks.</source>
        <translation>Die neue Antwort des Modells hat zu wenige Ausrufezeichen.</translation>
    </message>
    <message>
        <source>The model&apos;s new answer did not come to an end.</source>
        <translation>Die neue Antwort des Modells kam nicht zum Ende.</translation>
    </message>
    <message>
        <source>Its own words were brought into that form instead.</source>
        <translation>Stattdessen wurden seine eigenen Worte in diese Form gebracht.</translation>
    </message>
    <message>
        <source>All replies are to be one sentence.</source>
        <translation>Alle Antworten sollen ein Satz sein.</translation>
    </message>
    <message>
        <source>All replies are to be shorter.</source>
        <translation>Alle Antworten sollen kürzer sein.</translation>
    </message>
    <message>
        <source>All replies are to be longer.</source>
        <translation>Alle Antworten sollen länger sein.</translation>
    </message>
    <message>
        <source>All replies are to be lists.</source>
        <translation>Alle Antworten sollen Listen sein.</translation>
    </message>
    <message>
        <source>No reply is to be a list.</source>
        <translation>Keine Antwort soll eine Liste sein.</translation>
    </message>
    <message>
        <source>All replies are to end their sentences with exclamation marks.</source>
        <translation>Alle Antworten sollen ihre Sätze mit Ausrufezeichen beenden.</translation>
    </message>
    <message>
        <source>All replies are to begin with %1.</source>
        <translation>Alle Antworten sollen mit %1 beginnen.</translation>
    </message>
    <message>
        <source>All replies are to end with %1.</source>
        <translation>Alle Antworten sollen mit %1 enden.</translation>
    </message>
    <message>
        <source>What all replies should take from this one cannot be told.</source>
        <translation>Was alle Antworten von dieser übernehmen sollen, ist nicht zu erkennen.</translation>
    </message>
    <message>
        <source>Ask for it in a remark, such as one sentence, a list, or words in quotes to begin or end with.</source>
        <translation>Sagen Sie es in einer Bemerkung: ein Satz, eine Liste oder Worte in Anführungszeichen für Anfang oder Ende.</translation>
    </message>
    <message>
        <source>Or teach it for this answer alone.</source>
        <translation>Oder bringen Sie es nur für diese Antwort bei.</translation>
    </message>
    <message>
        <source>The refused reply cannot be brought into that form by itself.</source>
        <translation>Die abgelehnte Antwort lässt sich nicht von allein in diese Form bringen.</translation>
    </message>
    <message>
        <source>Write the reply you wanted.</source>
        <translation>Schreiben Sie die gewünschte Antwort.</translation>
    </message>
    <message>
        <source>%1 of %2 answered differently</source>
        <translation>%1 von %2 anders beantwortet</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>FailureText</name>
    <message>
        <source>A file is missing or may not be read.</source>
        <translation>Eine Datei fehlt oder darf nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Check that it is still where it was, or choose another one.</source>
        <translation>Bitte nachsehen, ob sie noch an ihrem Ort liegt, oder eine andere wählen.</translation>
    </message>
    <message>
        <source>A file is damaged.</source>
        <translation>Eine Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>Fetch the file again, or go back to a checkpoint that is sound.</source>
        <translation>Bitte die Datei neu beschaffen oder zu einem unversehrten Checkpoint zurückgehen.</translation>
    </message>
    <message>
        <source>This kind of file cannot be read.</source>
        <translation>Diese Art von Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Choose a GGUF file or a safetensors folder of a known model family.</source>
        <translation>Bitte eine GGUF-Datei oder einen safetensors-Ordner einer bekannten Modellfamilie wählen.</translation>
    </message>
    <message>
        <source>The disk is full; nothing was half written.</source>
        <translation>Der Datenträger ist voll; nichts wurde halb geschrieben.</translation>
    </message>
    <message>
        <source>Free some space and try again. The chat goes on.</source>
        <translation>Bitte Platz schaffen und noch einmal versuchen. Der Chat geht weiter.</translation>
    </message>
    <message>
        <source>The disk refused a write, so nothing more is saved.</source>
        <translation>Der Datenträger hat das Schreiben verweigert; ab jetzt wird nichts mehr gespeichert.</translation>
    </message>
    <message>
        <source>Check the disk, then start the program again.</source>
        <translation>Bitte den Datenträger prüfen und das Programm neu starten.</translation>
    </message>
    <message>
        <source>There is not enough memory.</source>
        <translation>Der Arbeitsspeicher reicht nicht.</translation>
    </message>
    <message>
        <source>Close other programs or choose a smaller model, then try again.</source>
        <translation>Bitte andere Programme schließen oder ein kleineres Modell wählen und es noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The graphics processor stopped answering.</source>
        <translation>Der Grafikprozessor antwortet nicht mehr.</translation>
    </message>
    <message>
        <source>The text is longer than the model can read at once.</source>
        <translation>Der Text ist länger, als das Modell auf einmal lesen kann.</translation>
    </message>
    <message>
        <source>Shorten it, teach from a shorter reply, or go on in a new chat.</source>
        <translation>Bitte kürzen, mit einer kürzeren Antwort lehren oder in einem neuen Chat weitermachen.</translation>
    </message>
    <message>
        <source>Another Amend is using this profile.</source>
        <translation>Ein anderes Amend verwendet dieses Profil.</translation>
    </message>
    <message>
        <source>Close the other window, or choose another profile.</source>
        <translation>Bitte das andere Fenster schließen oder ein anderes Profil wählen.</translation>
    </message>
    <message>
        <source>This cannot be done as asked.</source>
        <translation>So lässt sich das nicht ausführen.</translation>
    </message>
    <message>
        <source>The details say what to change.</source>
        <translation>Was zu ändern ist, steht in den Details.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>The program made a mistake.</source>
        <translation>Das Programm hat einen Fehler gemacht.</translation>
    </message>
    <message>
        <source>Your chats and lessons are safe. The log file says more.</source>
        <translation>Die Chats und Lektionen sind sicher. Mehr steht in der Protokolldatei.</translation>
    </message>
    <message>
        <source>There is no model %1, or it may not be read.</source>
        <translation>Das Modell %1 gibt es nicht, oder es darf nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Check that it is still where it was, or choose another model.</source>
        <translation>Bitte prüfen, ob es noch da ist, wo es war, oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>The model %1 is damaged or incomplete.</source>
        <translation>Das Modell %1 ist beschädigt oder unvollständig.</translation>
    </message>
    <message>
        <source>Download it again, or choose another model.</source>
        <translation>Bitte erneut herunterladen oder ein anderes Modell wählen.</translation>
    </message>
    <message>
        <source>Amend cannot use the model %1: its format or family is not known.</source>
        <translation>Amend kann das Modell %1 nicht verwenden: Sein Format oder seine Familie ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Choose a GGUF file or a safetensors folder of the Llama, Qwen2 or Qwen3 family.</source>
        <translation>Bitte eine GGUF-Datei oder einen Safetensors-Ordner der Familie Llama, Qwen2 oder Qwen3 wählen.</translation>
    </message>
    <message>
        <source>There is not enough memory for the model %1.</source>
        <translation>Für das Modell %1 reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>Loading %1 was stopped.</source>
        <translation>Das Laden von %1 wurde angehalten.</translation>
    </message>
    <message>
        <source>Choose a model when you want to go on.</source>
        <translation>Zum Weitermachen ein Modell wählen.</translation>
    </message>
    <message>
        <source>The model %1 could not be loaded. %2</source>
        <translation>Das Modell %1 konnte nicht geladen werden. %2</translation>
    </message>
    <message>
        <source>Or start with another profile: amend --profile FOLDER. Nothing was changed.</source>
        <translation>Oder mit einem anderen Profil starten: amend --profile ORDNER. Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>The database of your chats and lessons is damaged or missing: %1</source>
        <translation>Die Datenbank mit den Chats und Lektionen ist beschädigt oder fehlt: %1</translation>
    </message>
    <message>
        <source>Put the file back from a backup.</source>
        <translation>Bitte die Datei aus einer Sicherung zurückholen.</translation>
    </message>
    <message>
        <source>This Amend cannot read the database of your chats and lessons: %1</source>
        <translation>Dieses Amend kann die Datenbank mit den Chats und Lektionen nicht lesen: %1</translation>
    </message>
    <message>
        <source>Use the Amend that made it.</source>
        <translation>Bitte das Amend verwenden, das sie angelegt hat.</translation>
    </message>
    <message>
        <source>The profile is missing or may not be read: %1</source>
        <translation>Das Profil fehlt oder darf nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>Check the folder and its permissions.</source>
        <translation>Bitte den Ordner und seine Rechte prüfen.</translation>
    </message>
    <message>
        <source>Nothing can be saved in the profile: %1</source>
        <translation>Im Profil kann nichts gespeichert werden: %1</translation>
    </message>
    <message>
        <source>Free some space, and check the disk and the folder&apos;s permissions.</source>
        <translation>Bitte Platz schaffen und die Platte und die Rechte des Ordners prüfen.</translation>
    </message>
    <message>
        <source>Another Amend is using this profile: %1</source>
        <translation>Ein anderes Amend benutzt dieses Profil: %1</translation>
    </message>
    <message>
        <source>Close the other window, or start with another profile: amend --profile FOLDER.</source>
        <translation>Bitte das andere Fenster schließen oder mit einem anderen Profil starten: amend --profile ORDNER.</translation>
    </message>
    <message>
        <source>There is no graphics processor that can be used for the model %1.</source>
        <translation>Es gibt keinen Grafikprozessor, der für das Modell %1 verwendet werden kann.</translation>
    </message>
    <message>
        <source>Use the CPU, or mend what the details name and start the program again.</source>
        <translation>Verwenden Sie die CPU, oder beheben Sie, was die Einzelheiten nennen, und starten Sie das Programm neu.</translation>
    </message>
    <message>
        <source>Close other programs or choose a smaller model, then try again. If the model is on a graphics processor, File, Run the model on, CPU is a way on.</source>
        <translation>Schließen Sie andere Programme oder wählen Sie ein kleineres Modell und versuchen Sie es noch einmal. Läuft das Modell auf einem Grafikprozessor, hilft auch Datei, Modell ausführen auf, CPU.</translation>
    </message>
    <message>
        <source>Choose File, Run the model on, CPU, and the chat goes on; or start the program again.</source>
        <translation>Wählen Sie Datei, Modell ausführen auf, CPU, und der Chat geht weiter; oder starten Sie das Programm neu.</translation>
    </message>
</context>
<context>
    <name>GateText</name>
    <message>
        <source>correction taken up</source>
        <translation>Korrektur übernommen</translation>
    </message>
    <message>
        <source>reply changed</source>
        <translation>Antwort geändert</translation>
    </message>
    <message>
        <source>reply still fluent</source>
        <translation>Antwort noch flüssig</translation>
    </message>
    <message>
        <source>sampled replies</source>
        <translation>gezogene Antworten</translation>
    </message>
    <message>
        <source>other wordings</source>
        <translation>andere Formulierungen</translation>
    </message>
    <message>
        <source>near questions kept apart</source>
        <translation>ähnliche Fragen bleiben getrennt</translation>
    </message>
    <message>
        <source>earlier lessons</source>
        <translation>frühere Lektionen</translation>
    </message>
    <message>
        <source>kept replies changed</source>
        <translation>geänderte behaltene Antworten</translation>
    </message>
    <message>
        <source>probes changed</source>
        <translation>geänderte Proben</translation>
    </message>
    <message>
        <source>KL on probes</source>
        <translation>KL auf den Proben</translation>
    </message>
    <message>
        <source>KL on probes, in all</source>
        <translation>KL auf den Proben, gesamt</translation>
    </message>
    <message>
        <source>perplexity ratio</source>
        <translation>Perplexitätsverhältnis</translation>
    </message>
    <message>
        <source>perplexity ratio, in all</source>
        <translation>Perplexitätsverhältnis, gesamt</translation>
    </message>
    <message>
        <source>size of the change</source>
        <translation>Größe der Änderung</translation>
    </message>
    <message>
        <source>numbers finite</source>
        <translation>Zahlen endlich</translation>
    </message>
    <message>
        <source>not a finite number</source>
        <translation>keine endliche Zahl</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1&#xa0;%</translation>
    </message>
    <message>
        <source>%1 nats</source>
        <translation>%1 Nats</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>passed %1 of %2</source>
        <translation>%1 von %2 bestanden</translation>
    </message>
</context>
<context>
    <name>LessonBadge</name>
    <message>
        <source>learning</source>
        <translation>lernt</translation>
    </message>
    <message>
        <source>learning %1 of at most %2</source>
        <translation>lernt, Schritt %1 von höchstens %2</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>prüft</translation>
    </message>
    <message>
        <source>checking %1 of %2</source>
        <translation>prüft %1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>queued, %n before it</source>
        <translation>
            <numerusform>wartet, %n davor</numerusform>
            <numerusform>wartet, %n davor</numerusform>
        </translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>learned as #%1</source>
        <translation>gelernt als #%1</translation>
    </message>
    <message>
        <source>learned</source>
        <translation>gelernt</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>bleibt</translation>
    </message>
    <message>
        <source>no effect</source>
        <translation>ohne Wirkung</translation>
    </message>
    <message>
        <source>needs the wanted reply</source>
        <translation>gewünschte Antwort fehlt</translation>
    </message>
    <message>
        <source>could not run</source>
        <translation>konnte nicht laufen</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>un-taught</source>
        <translation>verlernt</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>wird vorbereitet</translation>
    </message>
    <message>
        <source>getting ready %1 %</source>
        <translation>richtet sich ein: %1 %</translation>
    </message>
    <message>
        <source>preparing %1 %</source>
        <translation>wird vorbereitet: %1 %</translation>
    </message>
</context>
<context>
    <name>LossSeries</name>
    <message>
        <source>lesson</source>
        <translation>Lektion</translation>
    </message>
    <message>
        <source>anchors</source>
        <translation>Anker</translation>
    </message>
    <message>
        <source>near questions</source>
        <translation>ähnliche Fragen</translation>
    </message>
    <message>
        <source>replay</source>
        <translation>Wiederholung</translation>
    </message>
    <message>
        <source>total</source>
        <translation>gesamt</translation>
    </message>
    <message>
        <source>Loss, no steps</source>
        <translation>Verlust, keine Schritte</translation>
    </message>
    <message numerus="yes">
        <source>Loss, %n step(s), from %1 to %2 nats per token, %3</source>
        <translation>
            <numerusform>Verlust, %n Schritt, von %1 auf %2 Nats pro Token, %3</numerusform>
            <numerusform>Verlust, %n Schritte, von %1 auf %2 Nats pro Token, %3</numerusform>
        </translation>
    </message>
    <message>
        <source>no errors</source>
        <translation>keine Fehler</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) not finite</source>
        <translation>
            <numerusform>%n Wert nicht endlich</numerusform>
            <numerusform>%n Werte nicht endlich</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryText</name>
    <message>
        <source>Remembered</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Superseded: a later lesson acts in its place</source>
        <translation>Überholt: eine spätere Lektion wirkt an ihrer Stelle</translation>
    </message>
    <message>
        <source>%1 % per token (%2 nats)</source>
        <translation>%1 % pro Token (%2 Nats)</translation>
    </message>
    <message>
        <source>Lesson %1: %2</source>
        <translation>Lektion %1: %2</translation>
    </message>
    <message>
        <source>Refused reply: %1</source>
        <translation>Abgelehnte Antwort: %1</translation>
    </message>
    <message>
        <source>Wanted reply: %1</source>
        <translation>Gewünschte Antwort: %1</translation>
    </message>
    <message>
        <source>#%1, lesson %2: %3</source>
        <translation>#%1, Lektion %2: %3</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>Nicht gemessen</translation>
    </message>
    <message>
        <source>This checkpoint does not hold the lesson.</source>
        <translation>Dieser Checkpoint enthält die Lektion nicht.</translation>
    </message>
    <message>
        <source>Reply: %1</source>
        <translation>Antwort: %1</translation>
    </message>
    <message>
        <source>%1 of %2 remembered</source>
        <translation>%1 von %2 behalten</translation>
    </message>
</context>
<context>
    <name>ReceiptText</name>
    <message>
        <source>Lesson %1 is in the weights</source>
        <translation>Lektion %1 ist in den Gewichten</translation>
    </message>
    <message>
        <source>Lesson %1 had no effect; nothing was changed</source>
        <translation>Lektion %1 blieb ohne Wirkung; nichts wurde verändert</translation>
    </message>
    <message>
        <source>Lesson %1 needs the reply you wanted</source>
        <translation>Lektion %1 braucht die gewünschte Antwort</translation>
    </message>
    <message>
        <source>Lesson %1 was cancelled; nothing was changed</source>
        <translation>Lektion %1 wurde abgebrochen; nichts wurde verändert</translation>
    </message>
    <message>
        <source>This reply is kept</source>
        <translation>Diese Antwort bleibt erhalten</translation>
    </message>
    <message>
        <source>A shorter wanted reply, closer to the model&apos;s own words, often passes.</source>
        <translation>Eine kürzere gewünschte Antwort, näher an den Worten des Modells, besteht oft.</translation>
    </message>
    <message>
        <source>Take back the thumbs-up of that reply, or put the question more narrowly.</source>
        <translation>Nehmen Sie den Daumen hoch für diese Antwort zurück, oder stellen Sie die Frage enger.</translation>
    </message>
    <message>
        <source>Write the reply you wanted, so that the model has something to learn.</source>
        <translation>Bitte die gewünschte Antwort schreiben, damit das Modell etwas zu lernen hat.</translation>
    </message>
    <message>
        <source>This model can&apos;t turn the remark into a better reply by itself. Write the reply you wanted.</source>
        <translation>Dieses Modell kann aus der Anmerkung nicht von selbst eine bessere Antwort machen. Bitte die gewünschte Antwort schreiben.</translation>
    </message>
    <message>
        <source>Later lessons have to leave it as it is.</source>
        <translation>Spätere Lektionen müssen sie lassen, wie sie ist.</translation>
    </message>
    <message>
        <source>the remark made the model&apos;s own revision likelier by %1 nats per token</source>
        <translation>die Bemerkung machte die eigene Neufassung des Modells um %1 Nats je Token wahrscheinlicher</translation>
    </message>
    <message>
        <source>log-probability of the disliked reply %1 → %2 nats</source>
        <translation>Log-Wahrscheinlichkeit der beanstandeten Antwort %1 → %2 Nats</translation>
    </message>
    <message>
        <source>The model learned only &quot;not this&quot;. Write the wanted reply to teach it a better one.</source>
        <translation>Das Modell hat nur „nicht das“ gelernt. Mit der gewünschten Antwort lernt es eine bessere.</translation>
    </message>
    <message>
        <source>loss on this reply %1 → %2 nats per token</source>
        <translation>Verlust auf dieser Antwort %1 → %2 Nats pro Token</translation>
    </message>
    <message>
        <source>most change in %1</source>
        <translation>größte Änderung in %1</translation>
    </message>
    <message>
        <source>the reply differs from word %1 on</source>
        <translation>die Antwort weicht ab Wort %1 ab</translation>
    </message>
    <message>
        <source>the reply is the same</source>
        <translation>die Antwort ist dieselbe</translation>
    </message>
    <message>
        <source>earlier lessons kept: %1</source>
        <translation>frühere Lektionen erhalten: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n checks passed</source>
        <translation>
            <numerusform>%1 von %n Prüfpunkt bestanden</numerusform>
            <numerusform>%1 von %n Prüfpunkten bestanden</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>at strength %1</source>
        <translation>mit Stärke %1</translation>
    </message>
    <message>
        <source>layers %1–%2, %3</source>
        <translation>Schichten %1–%2, %3</translation>
    </message>
    <message>
        <source>Lesson %1 was rejected; nothing was changed</source>
        <translation>Lektion %1 wurde abgelehnt; nichts wurde verändert</translation>
    </message>
    <message>
        <source>taught twice, the second time holding on to similar questions</source>
        <translation>zweimal gelehrt, beim zweiten Mal so, dass ähnliche Fragen ihre Antwort behalten</translation>
    </message>
</context>
<context>
    <name>SelectionText</name>
    <message>
        <source>lesson %1</source>
        <translation>Lektion %1</translation>
    </message>
    <message>
        <source>Nothing learned yet. Rate a reply with thumbs-down and its effect appears here.</source>
        <translation>Noch nichts gelernt. Nach einem Daumen runter erscheint die Wirkung hier.</translation>
    </message>
    <message>
        <source>Lesson %1 waits for its turn.</source>
        <translation>Lektion %1 wartet, bis sie an der Reihe ist.</translation>
    </message>
    <message>
        <source>Lesson %1 is being learned. What it did appears here when it ends.</source>
        <translation>Lektion %1 wird gelernt. Was sie bewirkt hat, erscheint hier, wenn sie endet.</translation>
    </message>
    <message>
        <source>Lesson %1 could not run: %2</source>
        <translation>Lektion %1 konnte nicht laufen: %2</translation>
    </message>
    <message>
        <source>Lesson %1 was cancelled before it began.</source>
        <translation>Lektion %1 wurde abgebrochen, bevor sie begann.</translation>
    </message>
    <message>
        <source>Lesson %1 has no receipt.</source>
        <translation>Zu Lektion %1 gibt es keinen Beleg.</translation>
    </message>
    <message>
        <source>The base is the model as published: no lesson changed it.</source>
        <translation>Die Basis ist das Modell, wie es veröffentlicht wurde: Keine Lektion hat es verändert.</translation>
    </message>
    <message>
        <source>Going back does not train.</source>
        <translation>Zurückgehen trainiert nicht.</translation>
    </message>
    <message>
        <source>Made anew from its lessons. Each has its numbers in its own row.</source>
        <translation>Aus den Lektionen neu gemacht. Jede hat ihre Zahlen in ihrer eigenen Zeile.</translation>
    </message>
</context>
<context>
    <name>StartOptions</name>
    <message>
        <source>A chat window over a local language model whose weights learn from your thumbs-down.</source>
        <translation>Ein Chatfenster für ein lokales Sprachmodell, dessen Gewichte aus einem Daumen nach unten lernen.</translation>
    </message>
    <message>
        <source>Folder with the chats, lessons and timeline.</source>
        <translation>Ordner mit Chats, Lektionen und Zeitleiste.</translation>
    </message>
    <message>
        <source>GGUF file or safetensors folder to load.</source>
        <translation>GGUF-Datei oder safetensors-Ordner, der geladen wird.</translation>
    </message>
    <message>
        <source>Where the model runs: auto, cpu or cuda.</source>
        <translation>Wo das Modell läuft: auto, cpu oder cuda.</translation>
    </message>
    <message>
        <source>CPU threads; 0 means one per physical core.</source>
        <translation>CPU-Threads; 0 bedeutet einen pro physischem Kern.</translation>
    </message>
    <message>
        <source>Load no model by itself and use the default layout.</source>
        <translation>Kein Modell von selbst laden und die Standardanordnung verwenden.</translation>
    </message>
    <message>
        <source>Forget where window and docks were.</source>
        <translation>Vergessen, wo Fenster und Docks waren.</translation>
    </message>
    <message>
        <source>No window: a prompt per line from standard input, replies to standard output.</source>
        <translation>Ohne Fenster: ein Prompt pro Zeile von der Standardeingabe, Antworten auf die Standardausgabe.</translation>
    </message>
    <message>
        <source>--device can be auto, cpu or cuda.
</source>
        <translation>--device kann auto, cpu oder cuda sein.
</translation>
    </message>
    <message>
        <source>--threads needs a number from 0 on.
</source>
        <translation>--threads braucht eine Zahl ab 0.
</translation>
    </message>
    <message>
        <source>Unexpected argument: %1
</source>
        <translation>Unerwartetes Argument: %1
</translation>
    </message>
</context>
<context>
    <name>amend::BlockView</name>
    <message>
        <source>Copy this code</source>
        <translation>Diesen Code kopieren</translation>
    </message>
    <message>
        <source>code</source>
        <translation>Code</translation>
    </message>
</context>
<context>
    <name>amend::ChatList</name>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>Chats durchsuchen</translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation>Neuer Chat (Strg+N)</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
    <message>
        <source>Chat deleted</source>
        <translation>Chat gelöscht</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>No chat holds these words.</source>
        <translation>Kein Chat enthält diese Wörter.</translation>
    </message>
    <message>
        <source>No chats yet.</source>
        <translation>Noch keine Chats.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>&quot;%1&quot; deleted</source>
        <translation>„%1“ gelöscht</translation>
    </message>
</context>
<context>
    <name>amend::ChatModel</name>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Diese Woche</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>Älter</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
</context>
<context>
    <name>amend::Composer</name>
    <message>
        <source>Editing an earlier message; the old version is kept</source>
        <translation>Frühere Nachricht wird bearbeitet; die alte Fassung bleibt erhalten</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Nachricht schreiben</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Leave the message as it is</source>
        <translation>Die Nachricht lassen, wie sie ist</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n Token</numerusform>
            <numerusform>%n Tokens</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Stop the reply; what is written stays (Esc)</source>
        <translation>Antwort anhalten; was geschrieben ist, bleibt (Esc)</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>Senden (Eingabe)</translation>
    </message>
</context>
<context>
    <name>amend::ConversationView</name>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Write something. A thumbs-down on a reply teaches the model a better one.</source>
        <translation>Schreiben Sie etwas. Ein Daumen nach unten bringt dem Modell eine bessere Antwort bei.</translation>
    </message>
    <message>
        <source>This model can&apos;t turn the remark into a better reply by itself. Write the reply you wanted.</source>
        <translation>Dieses Modell kann aus der Anmerkung nicht von selbst eine bessere Antwort machen. Bitte die gewünschte Antwort schreiben.</translation>
    </message>
</context>
<context>
    <name>amend::DamageBar</name>
    <message>
        <source>Rebuild</source>
        <translation>Neu aufbauen</translation>
    </message>
    <message>
        <source>What is left of the file was set aside, not deleted.</source>
        <translation>Was von der Datei übrig ist, wurde beiseitegelegt, nicht gelöscht.</translation>
    </message>
    <message>
        <source>Learns its lessons anew from the log, and lets the result serve</source>
        <translation>Lernt die Lektionen neu aus dem Protokoll; danach ist das Ergebnis aktiv</translation>
    </message>
    <message>
        <source>The file of #%1 is damaged or missing.</source>
        <translation>Die Datei von #%1 ist beschädigt oder fehlt.</translation>
    </message>
    <message>
        <source>Back to #%1</source>
        <translation>Zurück zu #%1</translation>
    </message>
</context>
<context>
    <name>amend::DockTitleBar</name>
    <message>
        <source>%1, title bar</source>
        <translation>%1, Titelleiste</translation>
    </message>
    <message>
        <source>The menu key offers to float or close this panel.</source>
        <translation>Die Menütaste bietet an, diesen Bereich abzulösen oder zu schließen.</translation>
    </message>
    <message>
        <source>View: %1</source>
        <translation>Ansicht: %1</translation>
    </message>
    <message>
        <source>&amp;Dock</source>
        <translation>&amp;Andocken</translation>
    </message>
    <message>
        <source>&amp;Float</source>
        <translation>Ab&amp;lösen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
</context>
<context>
    <name>amend::DriftDock</name>
    <message>
        <source>Drift</source>
        <translation>Drift</translation>
    </message>
    <message>
        <source>Since the &amp;base</source>
        <translation>Seit der &amp;Basis</translation>
    </message>
    <message>
        <source>&amp;Logarithmic</source>
        <translation>&amp;Logarithmisch</translation>
    </message>
    <message>
        <source>since base</source>
        <translation>seit der Basis</translation>
    </message>
    <message>
        <source>this lesson</source>
        <translation>diese Lektion</translation>
    </message>
    <message>
        <source>%1, % · log</source>
        <translation>%1, % · log</translation>
    </message>
    <message>
        <source>%1, %</source>
        <translation>%1, %</translation>
    </message>
    <message>
        <source>This update moved no weights.</source>
        <translation>Dieses Update hat keine Gewichte bewegt.</translation>
    </message>
    <message>
        <source>Drift · %1</source>
        <translation>Drift · %1</translation>
    </message>
</context>
<context>
    <name>amend::DriftMapView</name>
    <message>
        <source>not a number</source>
        <translation>keine Zahl</translation>
    </message>
    <message>
        <source>infinite</source>
        <translation>unendlich</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1&#xa0;%</translation>
    </message>
    <message>
        <source>Drift map</source>
        <translation>Driftkarte</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3</source>
        <translation>Schicht %1, %2: %3</translation>
    </message>
    <message>
        <source>Drift, nothing to show</source>
        <translation>Drift, nichts zu zeigen</translation>
    </message>
    <message>
        <source>Drift, %1 layers by %2 projections, %3 in all, largest %4 in layer %5, %6</source>
        <translation>Drift, %1 Schichten mal %2 Projektionen, insgesamt %3, am größten %4 in Schicht %5, %6</translation>
    </message>
    <message>
        <source>Layer %1, %2: %3, place %4 of %5</source>
        <translation>Schicht %1, %2: %3, Platz %4 von %5</translation>
    </message>
    <message>
        <source>%1, effective rank %2</source>
        <translation>%1, effektiver Rang %2</translation>
    </message>
</context>
<context>
    <name>amend::FeedbackStrip</name>
    <message>
        <source>Wanted reply</source>
        <translation>Gewünschte Antwort</translation>
    </message>
    <message>
        <source>What should be different?</source>
        <translation>Was sollte anders sein?</translation>
    </message>
    <message>
        <source>Optional, one line</source>
        <translation>Freiwillig, eine Zeile</translation>
    </message>
    <message>
        <source>Wanted reply: edit it into what you would have liked to read</source>
        <translation>Gewünschte Antwort: umschreiben zu dem, was hier stehen sollte</translation>
    </message>
    <message>
        <source>about %1 s</source>
        <translation>etwa %1 s</translation>
    </message>
    <message>
        <source>Teach a better reply</source>
        <translation>Bessere Antwort beibringen</translation>
    </message>
    <message>
        <source>Just this answer</source>
        <translation>Nur diese Antwort</translation>
    </message>
    <message>
        <source>Other questions stay as they are, near ones too</source>
        <translation>Andere Fragen bleiben, wie sie sind, auch ähnliche</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Immer</translation>
    </message>
    <message>
        <source>A habit: how replies should be from now on</source>
        <translation>Eine Gewohnheit: wie Antworten von nun an sein sollen</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Change the weights now (Ctrl+Enter)</source>
        <translation>Die Gewichte jetzt ändern (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Keeps the rating and what you have written</source>
        <translation>Behält die Bewertung und das Geschriebene</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Removes the rating</source>
        <translation>Entfernt die Bewertung</translation>
    </message>
</context>
<context>
    <name>amend::GateCard</name>
    <message>
        <source>Gate</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>What you said</source>
        <translation>Ihre Rückmeldung</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Disliked</source>
        <translation>Missfallen</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>Critique</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>This lesson was not put before the gate.</source>
        <translation>Diese Lektion kam nicht vor die Prüfung.</translation>
    </message>
    <message>
        <source>Gate · %1</source>
        <translation>Prüfung · %1</translation>
    </message>
</context>
<context>
    <name>amend::GateTable</name>
    <message>
        <source>Checks of the gate</source>
        <translation>Prüfpunkte</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfpunkt</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>nicht bestanden</translation>
    </message>
</context>
<context>
    <name>amend::LegendButton</name>
    <message>
        <source>Shows or hides this line</source>
        <translation>Blendet diese Linie ein oder aus</translation>
    </message>
</context>
<context>
    <name>amend::LessonBadge</name>
    <message>
        <source>Lesson: %1</source>
        <translation>Lektion: %1</translation>
    </message>
    <message>
        <source>Select this update in every view</source>
        <translation>Dieses Update in allen Ansichten auswählen</translation>
    </message>
</context>
<context>
    <name>amend::LessonProgressCard</name>
    <message>
        <source>Progress of the lesson</source>
        <translation>Fortschritt der Lektion</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The weights stay as they are</source>
        <translation>Die Gewichte bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>The chat goes on meanwhile. Nothing serves before every check is passed.</source>
        <translation>Der Chat geht derweil weiter. Nichts wird aktiv, bevor jeder Prüfpunkt bestanden ist.</translation>
    </message>
    <message>
        <source> · loss %1</source>
        <translation> · Verlust %1</translation>
    </message>
    <message>
        <source> · at strength %1</source>
        <translation> · mit Stärke %1</translation>
    </message>
    <message>
        <source>Getting ready to learn: done once for each model. The chat goes on meanwhile.</source>
        <translation>Vorbereitung zum Lernen: einmal für jedes Modell. Der Chat geht derweil weiter.</translation>
    </message>
    <message>
        <source>Measuring what the model says now: to this question, to others like it, and what must stay. The chat goes on meanwhile.</source>
        <translation>Es wird gemessen, was das Modell jetzt sagt: auf diese Frage, auf ähnliche und was bleiben muss. Der Chat geht währenddessen weiter.</translation>
    </message>
</context>
<context>
    <name>amend::LossDock</name>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>&amp;All updates</source>
        <translation>&amp;Alle Updates</translation>
    </message>
    <message>
        <source>&amp;Logarithmic</source>
        <translation>&amp;Logarithmisch</translation>
    </message>
    <message>
        <source>&amp;Fit and follow	0</source>
        <translation>&amp;Einpassen und folgen	0</translation>
    </message>
    <message>
        <source>&amp;Smoothing</source>
        <translation>&amp;Glättung</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Loss · all updates</source>
        <translation>Verlust · alle Updates</translation>
    </message>
    <message>
        <source>nats per token · log</source>
        <translation>Nats pro Token · log</translation>
    </message>
    <message>
        <source>nats per token</source>
        <translation>Nats pro Token</translation>
    </message>
    <message>
        <source>Lesson %1 took no optimiser step.</source>
        <translation>Lektion %1 hat keinen Trainingsschritt gemacht.</translation>
    </message>
    <message>
        <source>Loss · %1</source>
        <translation>Verlust · %1</translation>
    </message>
</context>
<context>
    <name>amend::LossPlot</name>
    <message>
        <source>not a number</source>
        <translation>keine Zahl</translation>
    </message>
    <message>
        <source>infinite</source>
        <translation>unendlich</translation>
    </message>
    <message>
        <source>Loss of this update</source>
        <translation>Verlust dieses Updates</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>gradient cosine %1</source>
        <translation>Kosinus der Gradienten %1</translation>
    </message>
</context>
<context>
    <name>amend::MainWindow</name>
    <message>
        <source>Amend</source>
        <translation>Amend</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;New chat</source>
        <translation>&amp;Neuer Chat</translation>
    </message>
    <message>
        <source>Open &amp;model file…</source>
        <translation>&amp;Modelldatei öffnen…</translation>
    </message>
    <message>
        <source>Open model &amp;folder…</source>
        <translation>Modell&amp;ordner öffnen…</translation>
    </message>
    <message>
        <source>&amp;Export this chat…</source>
        <translation>Diesen Chat &amp;exportieren…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Chat</source>
        <translation>&amp;Chat</translation>
    </message>
    <message>
        <source>&amp;Write a message</source>
        <translation>Nachricht &amp;schreiben</translation>
    </message>
    <message>
        <source>&amp;Search chats</source>
        <translation>Chats &amp;durchsuchen</translation>
    </message>
    <message>
        <source>&amp;Copy newest reply</source>
        <translation>Neueste Antwort &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Answer again</source>
        <translation>Noch einmal &amp;antworten</translation>
    </message>
    <message>
        <source>&amp;Previous message</source>
        <translation>&amp;Vorige Nachricht</translation>
    </message>
    <message>
        <source>&amp;Next message</source>
        <translation>&amp;Nächste Nachricht</translation>
    </message>
    <message>
        <source>&amp;Lesson</source>
        <translation>&amp;Lektion</translation>
    </message>
    <message>
        <source>Thumbs &amp;up for the newest reply</source>
        <translation>Daumen &amp;hoch für die neueste Antwort</translation>
    </message>
    <message>
        <source>Thumbs &amp;down for the newest reply</source>
        <translation>Daumen &amp;runter für die neueste Antwort</translation>
    </message>
    <message>
        <source>Un&amp;do the last change of the weights</source>
        <translation>Letzte Änderung der Gewichte &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>To the &amp;timeline</source>
        <translation>Zur Zeit&amp;leiste</translation>
    </message>
    <message>
        <source>&amp;Rebuild all lessons from the log</source>
        <translation>Alle Lektionen aus dem &amp;Protokoll neu aufbauen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>&amp;Reset this layout</source>
        <translation>Diese Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Next &amp;part of the window</source>
        <translation>&amp;Nächster Fensterbereich</translation>
    </message>
    <message>
        <source>Pre&amp;vious part of the window</source>
        <translation>&amp;Voriger Fensterbereich</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>&amp;About Amend</source>
        <translation>&amp;Über Amend</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>&amp;Größerer Text</translation>
    </message>
    <message>
        <source>&amp;Smaller text</source>
        <translation>&amp;Kleinerer Text</translation>
    </message>
    <message>
        <source>&amp;Usual text size</source>
        <translation>N&amp;ormale Textgröße</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>Modell öffnen</translation>
    </message>
    <message>
        <source>Models (*.gguf);;All files (*)</source>
        <translation>Modelle (*.gguf);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open a folder with config.json and safetensors</source>
        <translation>Ordner mit config.json und safetensors öffnen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About Amend</source>
        <translation>Über Amend</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Amend %1&lt;/h3&gt;&lt;p&gt;A chat window over a language model that runs on this computer. A thumbs-down changes the model&apos;s weights within seconds; every change is shown, checked, and can be taken back.&lt;/p&gt;&lt;p&gt;Nothing leaves this computer: Amend opens no network connection.&lt;/p&gt;&lt;p&gt;GPL-3.0-or-later. Built on Qt (LGPL-3.0), QCustomPlot (GPL-3.0-or-later), libtorch (BSD-3-Clause), SQLite (public domain), spdlog (MIT), md4c (MIT), PCRE2 (BSD-3-Clause), OpenSSL (Apache-2.0).&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Amend %1&lt;/h3&gt;&lt;p&gt;Ein Chatfenster für ein Sprachmodell, das auf diesem Rechner läuft. Ein Daumen nach unten ändert die Gewichte des Modells binnen Sekunden; jede Änderung wird gezeigt, geprüft und lässt sich zurücknehmen.&lt;/p&gt;&lt;p&gt;Nichts verlässt diesen Rechner: Amend öffnet keine Netzwerkverbindung.&lt;/p&gt;&lt;p&gt;GPL-3.0-or-later. Gebaut mit Qt (LGPL-3.0), QCustomPlot (GPL-3.0-or-later), libtorch (BSD-3-Clause), SQLite (gemeinfrei), spdlog (MIT), md4c (MIT), PCRE2 (BSD-3-Clause), OpenSSL (Apache-2.0).&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>&amp;Run the model on</source>
        <translation>Modell &amp;ausführen auf</translation>
    </message>
</context>
<context>
    <name>amend::MemoryDock</name>
    <message>
        <source>Memory</source>
        <translation>Gedächtnis</translation>
    </message>
    <message>
        <source>asked %1 of %2</source>
        <translation>%1 von %2 gefragt</translation>
    </message>
</context>
<context>
    <name>amend::MemoryMapView</name>
    <message>
        <source>Memory map</source>
        <translation>Gedächtniskarte</translation>
    </message>
    <message>
        <source>Lessons remembered, nothing to show</source>
        <translation>Behaltene Lektionen, nichts zu zeigen</translation>
    </message>
    <message>
        <source>Lessons remembered, %1 by %2, at %3 %4</source>
        <translation>Behaltene Lektionen, %1 mal %2, bei %3 %4</translation>
    </message>
    <message numerus="yes">
        <source>%n lesson(s)</source>
        <translation>
            <numerusform>%n Lektion</numerusform>
            <numerusform>%n Lektionen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s)</source>
        <translation>
            <numerusform>%n Checkpoint</numerusform>
            <numerusform>%n Checkpoints</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>amend::MessageColumn</name>
    <message numerus="yes">
        <source>Latest · %n new</source>
        <translation>
            <numerusform>Zum Ende · %n neue</numerusform>
            <numerusform>Zum Ende · %n neue</numerusform>
        </translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>Zum Ende</translation>
    </message>
</context>
<context>
    <name>amend::MessageView</name>
    <message>
        <source>Ended at the length limit.</source>
        <translation>Endet an der Längengrenze.</translation>
    </message>
    <message>
        <source>Writing …</source>
        <translation>Schreibt …</translation>
    </message>
    <message>
        <source>Stopped at the length limit.</source>
        <translation>An der Längengrenze angehalten.</translation>
    </message>
    <message>
        <source>Stopped. What was written is kept.</source>
        <translation>Angehalten. Was geschrieben war, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Interrupted: the program ended while this was being written.</source>
        <translation>Unterbrochen: Das Programm endete, während dies geschrieben wurde.</translation>
    </message>
    <message>
        <source>This reply ended with an error.</source>
        <translation>Diese Antwort endete mit einem Fehler.</translation>
    </message>
    <message>
        <source>Your message: %1</source>
        <translation>Ihre Nachricht: %1</translation>
    </message>
    <message>
        <source>#%1</source>
        <translation>#%1</translation>
    </message>
    <message>
        <source>Written by checkpoint #%1</source>
        <translation>Geschrieben von Checkpoint #%1</translation>
    </message>
    <message>
        <source>Reply of checkpoint #%1: %2</source>
        <translation>Antwort von Checkpoint #%1: %2</translation>
    </message>
</context>
<context>
    <name>amend::OwnMessage</name>
    <message>
        <source>Older version</source>
        <translation>Ältere Fassung</translation>
    </message>
    <message>
        <source>Newer version</source>
        <translation>Neuere Fassung</translation>
    </message>
    <message>
        <source>Edit this message</source>
        <translation>Diese Nachricht bearbeiten</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <translation>%1/%2</translation>
    </message>
</context>
<context>
    <name>amend::PlotDock</name>
    <message>
        <source>%1 as a table</source>
        <translation>%1 als Tabelle</translation>
    </message>
    <message>
        <source>Show as &amp;table</source>
        <translation>Als &amp;Tabelle zeigen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>E&amp;xport as CSV…</source>
        <translation>Als &amp;CSV exportieren…</translation>
    </message>
    <message>
        <source>Export as &amp;image…</source>
        <translation>Als B&amp;ild exportieren…</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>Als CSV exportieren</translation>
    </message>
    <message>
        <source>Export as image</source>
        <translation>Als Bild exportieren</translation>
    </message>
</context>
<context>
    <name>amend::ReceiptCard</name>
    <message>
        <source>The likeliest reply, before and after:</source>
        <translation>Die wahrscheinlichste Antwort, vorher und nachher:</translation>
    </message>
    <message>
        <source>This lesson could not run; nothing was changed</source>
        <translation>Diese Lektion konnte nicht laufen; nichts wurde verändert</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Reply before and after</source>
        <translation>Antwort vorher und nachher</translation>
    </message>
    <message>
        <source>Before: %1
After: %2</source>
        <translation>Vorher: %1
Nachher: %2</translation>
    </message>
    <message>
        <source>Use this reply</source>
        <translation>Diese Antwort verwenden</translation>
    </message>
    <message>
        <source>Adds it to the chat as a new version</source>
        <translation>Fügt sie dem Chat als neue Fassung hinzu</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Write the wanted reply</source>
        <translation>Gewünschte Antwort schreiben</translation>
    </message>
    <message>
        <source>Learn again</source>
        <translation>Noch einmal lernen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Shows this update in every view</source>
        <translation>Zeigt dieses Update in allen Ansichten</translation>
    </message>
    <message>
        <source>Close; the badge opens it again</source>
        <translation>Schließen; die Plakette öffnet ihn wieder</translation>
    </message>
    <message>
        <source>Close the receipt</source>
        <translation>Beleg schließen</translation>
    </message>
</context>
<context>
    <name>amend::ReplyActions</name>
    <message>
        <source>%1 tokens, the first after %2 ms
Prompt: %3 tokens at %4 per second
Temperature %5, top-p %6, top-k %7, seed %8</source>
        <translation>%1 Tokens, das erste nach %2 ms
Prompt: %3 Tokens mit %4 pro Sekunde
Temperatur %5, top-p %6, top-k %7, Seed %8</translation>
    </message>
    <message>
        <source>Older version</source>
        <translation>Ältere Fassung</translation>
    </message>
    <message>
        <source>Newer version</source>
        <translation>Neuere Fassung</translation>
    </message>
    <message>
        <source>Thumbs up: keep this reply as it is</source>
        <translation>Daumen hoch: diese Antwort so behalten</translation>
    </message>
    <message>
        <source>Thumbs down: teach a better reply</source>
        <translation>Daumen runter: eine bessere Antwort beibringen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy this reply</source>
        <translation>Diese Antwort kopieren</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Write another version of this reply</source>
        <translation>Eine weitere Fassung dieser Antwort schreiben</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 Tok/s</translation>
    </message>
    <message>
        <source>One can rate a reply when it is complete</source>
        <translation>Bewerten lässt sich eine Antwort, wenn sie fertig ist</translation>
    </message>
    <message>
        <source>Take the thumbs up back</source>
        <translation>Daumen hoch zurücknehmen</translation>
    </message>
    <message>
        <source>Thumbs down given: open the feedback</source>
        <translation>Daumen runter gegeben: Rückmeldung öffnen</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Version %1 of %2</source>
        <translation>Fassung %1 von %2</translation>
    </message>
</context>
<context>
    <name>amend::StatusStrip</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Chooses another model</source>
        <translation>Wählt ein anderes Modell</translation>
    </message>
    <message>
        <source>Serving</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>The checkpoint that writes new replies; opens the timeline</source>
        <translation>Der Checkpoint, der neue Antworten schreibt; öffnet die Zeitleiste</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>Lektionen</translation>
    </message>
    <message>
        <source>Lessons being learned and waiting</source>
        <translation>Lektionen, die gelernt werden oder warten</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Speed of the last reply</source>
        <translation>Tempo der letzten Antwort</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>How much of its context this chat uses</source>
        <translation>Wie viel vom Kontext dieser Chat belegt</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stops loading the model</source>
        <translation>Bricht das Laden des Modells ab</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n Thread</numerusform>
            <numerusform>%n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>#%1 takes over after this reply</source>
        <translation>#%1 übernimmt nach dieser Antwort</translation>
    </message>
    <message>
        <source>Serving #%1</source>
        <translation>Aktiv: #%1</translation>
    </message>
    <message>
        <source>learning %1, waiting %2</source>
        <translation>%1 lernt, %2 warten</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 Tok/s</translation>
    </message>
    <message>
        <source>context %1 / %2, nearly full</source>
        <translation>Kontext %1 / %2, fast voll</translation>
    </message>
    <message>
        <source>context %1 / %2</source>
        <translation>Kontext %1 / %2</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message>
        <source>%1, waiting %2</source>
        <translation>%1, %2 warten</translation>
    </message>
    <message>
        <source>Where the model runs; offers another</source>
        <translation>Wo das Modell läuft; bietet anderes an</translation>
    </message>
    <message>
        <source>&amp;Graphics processor, where there is one</source>
        <translation>&amp;Grafikprozessor, wo es einen gibt</translation>
    </message>
    <message>
        <source>&amp;CPU only</source>
        <translation>Nur &amp;CPU</translation>
    </message>
</context>
<context>
    <name>amend::TimelineDelegate</name>
    <message>
        <source>serving</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>Name of this checkpoint</source>
        <translation>Name dieses Checkpoints</translation>
    </message>
</context>
<context>
    <name>amend::TimelineDock</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Filter the timeline</source>
        <translation>Zeitleiste filtern</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Undo last lesson</source>
        <translation>Letzte Lektion &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;Name…</source>
        <translation>Be&amp;nennen…</translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation>&amp;Anheften</translation>
    </message>
    <message>
        <source>Un-&amp;teach…</source>
        <translation>&amp;Verlernen…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s)</source>
        <translation>
            <numerusform>%n Checkpoint</numerusform>
            <numerusform>%n Checkpoints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>No model is loaded, so there is no timeline yet.</source>
        <translation>Es ist kein Modell geladen, daher gibt es noch keine Zeitleiste.</translation>
    </message>
    <message>
        <source>Not learned</source>
        <translation>Nicht gelernt</translation>
    </message>
</context>
<context>
    <name>amend::TokenRanksView</name>
    <message>
        <source>end</source>
        <comment>of a reply</comment>
        <translation>Ende</translation>
    </message>
    <message>
        <source>End of the reply</source>
        <translation>Ende der Antwort</translation>
    </message>
    <message>
        <source>%1: rank %2, %3 nats</source>
        <translation>%1: Rang %2, %3 Nats</translation>
    </message>
    <message numerus="yes">
        <source>first choice: %1 of %n token(s), %2 nats</source>
        <translation>
            <numerusform>erste Wahl: %1 von %n Token, %2 Nats</numerusform>
            <numerusform>erste Wahl: %1 von %n Tokens, %2 Nats</numerusform>
        </translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nachher</translation>
    </message>
</context>
<context>
    <name>amend::TokensDock</name>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Wanted reply</source>
        <translation>Gewünschte Antwort</translation>
    </message>
    <message>
        <source>Disliked reply</source>
        <translation>Beanstandete Antwort</translation>
    </message>
    <message>
        <source>The receipt of this lesson has no figures for single tokens.</source>
        <translation>Der Beleg dieser Lektion hat keine Zahlen zu einzelnen Tokens.</translation>
    </message>
    <message>
        <source>Tokens · %1</source>
        <translation>Tokens · %1</translation>
    </message>
    <message>
        <source>rank, 0 is the model&apos;s choice</source>
        <translation>Rang, 0 ist die Wahl des Modells</translation>
    </message>
</context>
<context>
    <name>amend::UpdatesPlot</name>
    <message>
        <source>Loss before and after every update</source>
        <translation>Verlust vor und nach jedem Update</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s), %1 of them learned</source>
        <translation>
            <numerusform>%n Update, davon %1 gelernt</numerusform>
            <numerusform>%n Updates, davon %1 gelernt</numerusform>
        </translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>learned as #%1</source>
        <translation>gelernt als #%1</translation>
    </message>
    <message>
        <source>learned</source>
        <translation>gelernt</translation>
    </message>
    <message>
        <source>%1 → %2 nats</source>
        <translation>%1 → %2 Nats</translation>
    </message>
    <message>
        <source>no effect</source>
        <translation>ohne Wirkung</translation>
    </message>
</context>
<context>
    <name>amend::Wiring</name>
    <message>
        <source>No model is loaded yet.</source>
        <translation>Es ist noch kein Modell geladen.</translation>
    </message>
    <message>
        <source>Amend chats with a language model on this computer, and a thumbs-down changes its weights. Choose a GGUF file, or open a folder with safetensors from the File menu. Nothing leaves this computer.</source>
        <translation>Amend chattet mit einem Sprachmodell auf diesem Rechner, und ein Daumen nach unten ändert dessen Gewichte. Wählen Sie eine GGUF-Datei, oder öffnen Sie über das Menü „Datei“ einen Ordner mit safetensors. Nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Modell wählen</translation>
    </message>
    <message>
        <source>No model was loaded. The last start may have ended while loading %1.</source>
        <translation>Es wurde kein Modell geladen. Der letzte Start endete womöglich beim Laden von %1.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Loading %1 …</source>
        <translation>%1 wird geladen …</translation>
    </message>
    <message>
        <source>Export this chat</source>
        <translation>Diesen Chat exportieren</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>The context is full, so the reply ends here. Start a new chat to go on.</source>
        <translation>Der Kontext ist voll, daher endet die Antwort hier. Ein neuer Chat führt weiter.</translation>
    </message>
    <message>
        <source>#%1 is not what serves now. To take its lesson out, un-teach it in the timeline.</source>
        <translation>#%1 ist zurzeit nicht aktiv. Um diese Lektion herauszunehmen, lässt sie sich in der Zeitleiste verlernen.</translation>
    </message>
    <message>
        <source>Folder for the adapter of #%1</source>
        <translation>Ordner für den Adapter von #%1</translation>
    </message>
    <message>
        <source>Written to %1 as PEFT reads it.</source>
        <translation>Nach %1 geschrieben, wie PEFT es liest.</translation>
    </message>
    <message>
        <source>The file of the checkpoint that served is damaged or missing, so #%1 serves now. What is left of it was set aside, not deleted. Select the damaged row in the timeline to rebuild it from its lessons.</source>
        <translation>Die Datei des aktiven Checkpoints ist beschädigt oder fehlt, deshalb ist jetzt #%1 aktiv. Was davon übrig ist, wurde beiseitegelegt, nicht gelöscht. Wählen Sie in der Zeitleiste die beschädigte Zeile, um sie aus ihren Lektionen neu aufzubauen.</translation>
    </message>
    <message>
        <source>Use the CPU</source>
        <translation>CPU verwenden</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Amend (safe mode)</source>
        <translation>Amend (abgesicherter Modus)</translation>
    </message>
    <message>
        <source>Amend cannot start</source>
        <translation>Amend kann nicht starten</translation>
    </message>
</context>
</TS>
