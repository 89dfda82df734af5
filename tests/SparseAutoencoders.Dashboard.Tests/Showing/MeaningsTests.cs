using Sae.Tests;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class MeaningsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IRows _rows = Models.TextRows();
    private readonly SparseAutoencoder _model;
    private readonly Meanings _meanings;

    public MeaningsTests()
    {
        _model = Models.TrainThemes(_rows);
        _meanings = Meanings.Of(_model, _rows, _ => { }, CancellationToken.None);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Meanings_are_what_the_library_says_of_units()
    {
        var told = _model.DescribeUnits(_rows, new MeaningOptions { Rows = 0, Words = 12 }, TestContext.Current.CancellationToken);
        Assert.Equivalent(told, _meanings.Units, strict: true);
        Assert.True(_meanings.HasWords);
        Assert.Null(_meanings.Fault);
        Assert.Equal(told.Select(unit => unit.Label?.Label).OfType<string>().Distinct().Count(), _meanings.Labels.Count);
        Assert.Equal(told.Count(unit => unit.Label is not null), _meanings.Labels.Sum(label => label.Value));
    }

    [Fact]
    public void A_file_of_meanings_gives_them_back_and_one_about_something_else_is_as_good_as_none()
    {
        MeaningsFile.Write(_folder["f"], _meanings with { Fault = "labels: why." }, "model rows texts");
        var read = MeaningsFile.Read(_folder["f"], "model rows texts", 16)!;
        Assert.Equivalent(_meanings.Units, read.Units, strict: true);
        Assert.Equal("labels: why.", read.Fault);
        Assert.Null(MeaningsFile.Read(_folder["f"], "model rows others", 16));
        Assert.Null(MeaningsFile.Read(_folder["f"], "model rows texts", 17));
        Assert.Null(MeaningsFile.Read(_folder["none"], "model rows texts", 16));
        var bytes = File.ReadAllBytes(_folder["f"]);
        for (var length = 0; length < bytes.Length; length += 61)
        {
            _folder.Write("cut", bytes[..length]);
            Assert.Null(MeaningsFile.Read(_folder["cut"], "model rows texts", 16));
        }
        for (var at = 0; at < 900; at += 3)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x15;
            _folder.Write("bad", damaged);
            _ = MeaningsFile.Read(_folder["bad"], "model rows texts", 16);
        }
    }

    [Fact]
    public void Meanings_are_made_once_for_the_same_captions_and_findings_are_kept_when_captions_are_others()
    {
        _model.Save(_folder["m.safetensors"]);
        Meanings Told(IRows rows)
        {
            using var subject = Subject.OfModel(_folder["m.safetensors"], rows);
            subject.Complete();
            return subject.Now.Meanings!;
        }
        Assert.Equivalent(_meanings.Units, Told(_rows).Units, strict: true);
        // What is kept is taken as it is: a mark in it shows that it was.
        var file = MeaningsFile.PathFor(_folder["m.safetensors"]);
        string subject;
        using (var kept = SafetensorsFile.Open(file)) subject = kept.Metadata["subject"];
        MeaningsFile.Write(file, _meanings with { Fault = "a mark" }, subject);
        Assert.Equal("a mark", Told(_rows).Fault);
        var findings = File.GetLastWriteTimeUtc(FindingsFile.PathFor(_folder["m.safetensors"]));
        var others = Told(_rows.WithCaptions([.. Enumerable.Range(0, _rows.Count).Select(row => "nothing else")]));
        Assert.Null(others.Fault);
        Assert.DoesNotContain(others.Units, unit => unit.Words.Count > 0);
        Assert.Equal(findings, File.GetLastWriteTimeUtc(FindingsFile.PathFor(_folder["m.safetensors"])));
    }

    [Fact]
    public void Labels_that_tell_nothing_leave_the_words_and_are_said()
    {
        var meanings = Meanings.Of(_model, _rows.WithLabels([.. Enumerable.Repeat("same", _rows.Count)]), _ => { }, CancellationToken.None);
        Assert.Equal(_meanings.Units.Select(unit => unit.Words.Count), meanings.Units.Select(unit => unit.Words.Count));
        Assert.All(meanings.Units, unit => Assert.Null(unit.Label));
        Assert.Contains("all rows have the same", meanings.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_texts_have_no_meanings()
    {
        using var rows = Models.Rows();
        Models.Train(rows).Save(_folder["p.safetensors"]);
        using var subject = Subject.OfModel(_folder["p.safetensors"], rows);
        subject.Complete();
        Assert.Null(subject.Now.Meanings);
        Assert.False(File.Exists(MeaningsFile.PathFor(_folder["p.safetensors"])));
    }

    [Fact]
    public void Units_are_found_by_their_words_and_by_the_label_they_tell_best()
    {
        var model = new ShownModel(_model, "a");
        var unit = _meanings.Units.First(unit => unit.Words.Count > 1 && unit.Label is not null);
        var words = $"{unit.Words[1].Word[1..].ToUpperInvariant()} {unit.Words[0].Word}";
        var found = new UnitQuery { Words = words, Label = unit.Label!.Label }.Apply(model, null, _meanings);
        Assert.Contains(unit.Unit, found.Units.Select(one => one.Unit));
        Assert.All(found.Units, one => Assert.Contains(unit.Words[0].Word, string.Join(' ', _meanings.Units[one.Unit].Words.Select(word => word.Word)), StringComparison.Ordinal));
        Assert.Equal(_meanings.Units.Count(other => other.Label?.Label == unit.Label.Label), new UnitQuery { Label = unit.Label.Label }.Apply(model, null, _meanings).Count);
        Assert.Equal(_meanings.Units.OrderByDescending(other => other.Label?.F1 ?? 0).ThenBy(other => other.Unit).Select(other => other.Unit), new UnitQuery { Sort = UnitMeasure.LabelTold, Descending = true }.Apply(model, null, _meanings).Units.Select(one => one.Unit));
        Assert.Empty(new UnitQuery { Words = "no-such-word" }.Apply(model, null, _meanings).Units);
        // Where nothing is known yet nothing is left out.
        Assert.Equal(16, new UnitQuery { Words = words, Label = "x" }.Apply(model, null).Count);
    }
}
