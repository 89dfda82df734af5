using System.Globalization;

namespace SparseAutoencoders.Formats;

/// <summary>What the first lines of a text file show of its columns: the first line against those below it.</summary>
internal sealed class CsvColumns
{
    // So many rows that count on are no chance.
    private const int FewestCounted = 5;

    private readonly Cell[] _first;
    private readonly bool[] _numbersBelow, _wordsBelow;
    private readonly bool _firstEnds;
    private int _rows, _cells;
    private bool _allEnd = true, _allQuoted = true, _allWhole = true, _allWords = true, _count = true, _allHaveFractions = true, _anotherProgression;
    private double _last;

    private readonly record struct Cell(bool IsNumber, bool IsWord, double Number);

    /// <param name="first">Stands at the first record.</param>
    public CsvColumns(CsvText first)
    {
        _first = new Cell[first.Count];
        for (var j = 0; j < _first.Length; j++)
        {
            var isNumber = CellText.TryParse(first[j], out var number);
            if (!isNumber && (CellText.HasDecimalComma(first[j]) || CellText.HasThousands(first[j]))) (isNumber, number) = (true, double.NaN);   // no name, whatever it is worth
            _first[j] = new Cell(isNumber, !isNumber && !CellText.IsMissing(first[j]), number);
        }
        (_numbersBelow, _wordsBelow, _firstEnds) = (new bool[_first.Length], new bool[_first.Length], first.EndsWithSeparator);
    }

    /// <summary>The first column counts the rows, from 0 or 1 on.</summary>
    public bool CountsRows => _rows >= FewestCounted && _count;

    /// <summary>The first column holds whole numbers or words alone: it can be an index.</summary>
    public bool NumbersOrNamesRows => _rows > 0 && (_allWhole || _allWords);

    /// <summary>Takes in a record below the first.</summary>
    public void Add(CsvText record)
    {
        if (_rows++ == 0) _cells = record.Count;
        _allQuoted &= record.IsQuoted(0);
        _allEnd &= record.EndsWithSeparator && record.Count == _cells;
        var (fractions, progression, numbers) = (false, true, 0);
        var (before, step) = (0.0, 0.0);
        for (var j = 0; j < Math.Min(record.Count, Math.Max(1, _first.Length)); j++)
        {
            var isNumber = CellText.TryParse(record[j], out var number);
            var isMissing = !isNumber && CellText.IsMissing(record[j]);
            if (j == 0) AddToIndex(isNumber, isMissing, number);
            if (j >= _first.Length) break;
            _numbersBelow[j] |= isNumber;
            _wordsBelow[j] |= !isNumber && !isMissing;
            if (!_first[j].IsNumber) continue;
            fractions |= isNumber && !double.IsInteger(number);
            progression &= isNumber && (numbers < 1 || IsNext(before, step, number, numbers));
            (step, before, numbers) = (number - before, number, numbers + 1);
        }
        _allHaveFractions &= fractions;
        _anotherProgression |= progression && numbers > 2;
    }

    /// <summary>How many columns there are, and how many names the first line lacks at its beginning: R writes none for the names of rows.</summary>
    /// <param name="header">The first line holds names; null where that is to be found out.</param>
    public (int Count, int Unnamed) Width(bool? header)
    {
        var first = _first.Length;
        if (_rows == 0) return (first, 0);
        // A separator at the end of each line separates nothing, unless the last column has a name.
        if (_allEnd && first == (_firstEnds ? _cells : _cells - 1)) return (_cells - 1, 0);
        if (_firstEnds && first == _cells + 1) return (_cells, 0);
        var unnamed = first == _cells - 1 && first > 1 && header != false && (_allWords || CountsRows || _allQuoted) && (header == true || !_first.Any(cell => cell.IsNumber));
        return unnamed ? (_cells, 1) : (first, 0);
    }

    /// <summary>Whether a person would say that the first line holds names, and what is in doubt about it, in words.</summary>
    /// <param name="looked">Columns that are taken.</param>
    public (bool Names, string? Doubt) FirstHoldsNames(IReadOnlyList<int> looked)
    {
        int[] numbers = [.. looked.Where(j => _first[j].IsNumber)], words = [.. looked.Where(j => _first[j].IsWord)];
        var wordsOverNumbers = words.Count(j => _numbersBelow[j] && !_wordsBelow[j]);
        if (numbers.Length == 0)
        {
            // A row with a gap is no line of names: taking it for one would lose it silently.
            var gapOverNumbers = looked.Any(j => !_first[j].IsWord && _numbersBelow[j]);
            return (words.Length > 0 && (wordsOverNumbers > 0 || !gapOverNumbers), null);
        }
        var shown = string.Join(", ", numbers.Take(4).Select(j => _first[j].Number.ToString("R", CultureInfo.InvariantCulture))) + (numbers.Length > 4 ? ", …" : "");
        if (AreLabels(numbers, wordsOverNumbers, out var likely))
            return (true, $"its numbers ({shown}) look like names of columns, and are taken for them. If they are a row, pass --no-header.");
        if (words.Length == 0) return (false, likely ? $"its numbers ({shown}) can be names of columns, and are taken for a row. If they are names, pass --header." : null);
        return wordsOverNumbers >= numbers.Length
            ? (true, $"it holds numbers ({shown}) beside words, and is taken for a line of names. If it is a row, pass --no-header.")
            : (false, null);
    }

    private void AddToIndex(bool isNumber, bool isMissing, double number)
    {
        _allWords &= !isNumber && !isMissing;
        _allWhole &= isNumber && double.IsInteger(number);
        _count &= isNumber && (_rows == 1 ? number is 0 or 1 : number == _last + 1);
        _last = number;
    }

    // Numbers at equal distances, unless other lines are so too, or it may be chance.
    private bool AreLabels(int[] numbers, int wordsOverNumbers, out bool likely)
    {
        var (first, count) = (_first[numbers[0]].Number, numbers.Length);
        var fractionsBelow = _allHaveFractions;
        likely = count == 1 && first == 0 && fractionsBelow && _first.Length == 1 && _rows > 0;
        if (count < 2 || _anotherProgression || _rows == 0) return false;
        var step = _first[numbers[1]].Number - first;
        for (var i = 2; i < count; i++)
            if (!IsNext(_first[numbers[i - 1]].Number, step, _first[numbers[i]].Number, i)) return false;
        var whole = double.IsInteger(first) && double.IsInteger(step);
        var counting = first is 0 or 1 && step == 1;
        likely = counting && count > 2;
        if (step == 0 || !double.IsFinite(step)) return false;
        var surely = counting ? 2 : whole ? 3 : 6;                // how many are no chance if what is below looks otherwise
        return count >= (fractionsBelow && (whole || !counting) || wordsOverNumbers > 0 ? surely : counting ? 5 : 8);
    }

    private static bool IsNext(double before, double step, double number, int numbers) =>
        numbers < 2 || (number - before is var distance && Math.Abs(distance - step) <= 1e-9 * Math.Max(Math.Abs(number), Math.Abs(before)));
}
