using System.Globalization;

namespace SparseAutoencoders.Formats;

/// <summary>What the first lines of a text file show of its columns: the first line against those below it.</summary>
internal sealed class CsvColumns
{
    // So many rows that count on, or lie together, are no chance.
    private const int FewestRows = 5;

    // Powers of ten: that whole numbers go on at equal distances by chance is as rare as their range is wide, for each beyond the second.
    private const double LeastChance = 3;

    // So many that lie far from all below them are no outlier; of fewer, whole numbers below this.
    private const int SurelyMany = 5;
    private const double LargestPlain = 1e6;

    private readonly Cell[] _first;
    private readonly Below[] _below;
    private readonly bool _firstEnds, _corner;
    private readonly bool _commas;                               // between cells
    private int _rows, _cells, _again;
    private bool _allEnd = true, _allQuoted = true, _count = true, _allHaveFractions = true, _anotherProgression, _pairs = true, _zeroInFront;
    private double _last;

    private readonly record struct Cell(bool IsNumber, bool IsWord, double Number);

    private struct Below
    {
        public bool Numbers, Words, Fractions, Gaps;
        public double Least, Greatest;

        /// <summary>Whole numbers or words alone: it can be an index.</summary>
        public readonly bool NamesRows => (Numbers != Words) && !Fractions && !Gaps;
    }

    /// <param name="first">Stands at the first record.</param>
    public CsvColumns(CsvText first)
    {
        _first = new Cell[first.Count];
        _below = new Below[first.Count];
        for (var j = 0; j < _first.Length; j++)
        {
            var isNumber = CellText.TryParse(first[j], out var number);
            if (!isNumber && (CellText.HasDecimalComma(first[j]) || CellText.HasThousands(first[j]))) (isNumber, number) = (true, double.NaN);   // no name, whatever it is worth
            _first[j] = new Cell(isNumber, !isNumber && !CellText.IsMissing(first[j]), number);
            (_below[j].Least, _below[j].Greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        }
        (_firstEnds, _corner, _commas) = (first.EndsWithSeparator, first.Count > 1 && first[0].IsWhiteSpace(), first.Dialect.Separator == ',');
        AddPairs(first);
    }

    /// <summary>The first column counts the rows, from 0 or 1 on.</summary>
    public bool CountsRows => _rows >= FewestRows && _count;

    /// <summary>The cells are halves of numbers with decimal commas: every second one has no sign, and one begins with a zero, or stands behind a -0.</summary>
    public bool AreHalves => _commas && _pairs && _zeroInFront;

    /// <summary>A column holds whole numbers or words alone: it can be an index.</summary>
    public bool NamesRows(int column) => _rows > 0 && column < _below.Length && _below[column].NamesRows;

    /// <summary>Takes in a record below the first.</summary>
    public void Add(CsvText record)
    {
        if (_rows++ == 0) _cells = record.Count;
        _allQuoted &= record.IsQuoted(0);
        _allEnd &= record.EndsWithSeparator && record.Count == _cells;
        AddPairs(record);
        var (fractions, progression, same, numbers) = (false, true, record.Count == _first.Length, 0);
        var (before, step) = (0.0, 0.0);
        for (var j = 0; j < Math.Min(record.Count, _first.Length); j++)
        {
            var isNumber = CellText.TryParse(record[j], out var number);
            var isMissing = !isNumber && CellText.IsMissing(record[j]);
            if (j == 0) CountOn(isNumber, number);
            ref var below = ref _below[j];
            below.Numbers |= isNumber;
            below.Words |= !isNumber && !isMissing;
            below.Gaps |= isMissing;
            below.Fractions |= isNumber && !double.IsInteger(number);
            if (isNumber) (below.Least, below.Greatest) = (Math.Min(below.Least, number), Math.Max(below.Greatest, number));
            if (!_first[j].IsNumber) continue;
            fractions |= isNumber && !double.IsInteger(number);
            progression &= isNumber && (numbers < 1 || IsNext(before, step, number, numbers));
            same &= isNumber && number == _first[j].Number;
            (step, before, numbers) = (number - before, number, numbers + 1);
        }
        if (same)                                                // names again, of a file that was put behind this one
        {
            _again++;
            return;
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
        var unnamed = first == _cells - 1 && first > 1 && header != false && ((_below[0].Words && !_below[0].Numbers) || CountsRows || _allQuoted)
            && (header == true || !_first.Any(cell => cell.IsNumber));
        return unnamed ? (_cells, 1) : (first, 0);
    }

    /// <summary>Whether a person would say that the first line holds names, and what is in doubt about it, in words.</summary>
    /// <param name="count">Columns there are.</param>
    /// <param name="taken">True for columns that are inputs.</param>
    public (bool Names, string? Doubt) FirstHoldsNames(int count, Func<int, bool> taken)
    {
        int[] all = [.. Enumerable.Range(0, Math.Min(count, _first.Length))], numbers = [.. all.Where(j => _first[j].IsNumber)], words = [.. all.Where(j => _first[j].IsWord)];
        var wordsOverNumbers = words.Where(j => _below[j].Numbers && !_below[j].Words).ToList();
        if (numbers.Length == 0)
        {
            // A row with a gap is no line of names: taking it for one would lose it silently.
            var gapOverNumbers = all.Any(j => !_first[j].IsWord && _below[j].Numbers && !(j == 0 && _corner));
            return (words.Length > 0 && (wordsOverNumbers.Count > 0 || !gapOverNumbers), null);
        }
        var shown = string.Join(", ", numbers.Take(4).Select(j => _first[j].Number.ToString("R", CultureInfo.InvariantCulture))) + (numbers.Length > 4 ? ", …" : "");
        if (_rows > 0 && (AreLabels(numbers, wordsOverNumbers.Count) || IsOverIndex(numbers)))
            return (true, $"its numbers ({shown}) look like names of columns, and are taken for them. If they are a row, pass `Header = false`.");
        if (wordsOverNumbers.Count >= numbers.Length)
            return (true, $"it holds numbers ({shown}) beside words, and is taken for a line of names. If it is a row, pass `Header = false`.");
        // A word in a column that is taken is refused, with the same advice.
        var hidden = wordsOverNumbers.Count > 0 && !wordsOverNumbers.Exists(j => taken(j));
        return (false, hidden || CanBeLabels(numbers, words.Length) ? $"its numbers ({shown}) can be names of columns, and are taken for a row. If they are names, pass `Header = true`." : null);
    }

    private void CountOn(bool isNumber, double number)
    {
        _count &= isNumber && (_rows == 1 ? number is 0 or 1 : number == _last + 1);
        _last = number;
    }

    private void AddPairs(CsvText record)
    {
        _pairs &= record.Count % 2 == 0;
        for (var j = 1; j < record.Count && _pairs; j += 2)
        {
            var half = record[j].Trim();
            _pairs = !half.IsEmpty && !half.ContainsAnyExceptInRange('0', '9');
            _zeroInFront |= half.Length > 1 && half[0] == '0' || record[j - 1].Trim() is "-0";
        }
    }

    // An empty corner above words, or above what counts the rows, as pandas writes an index.
    private bool IsOverIndex(int[] numbers) => _corner && numbers.Length == _first.Length - 1 && _rows > 1 && ((_below[0].Words && !_below[0].Numbers) || _count);

    // Numbers at equal distances, unless other lines are so too, or it may be chance; or rising or falling ones that all lie far outside what is below them.
    private bool AreLabels(int[] numbers, int wordsOverNumbers)
    {
        if (numbers.Length < 2 || _anotherProgression || 2 * _again >= _rows) return false;
        var (first, step) = (_first[numbers[0]].Number, _first[numbers[1]].Number - _first[numbers[0]].Number);
        if (step == 0 || !double.IsFinite(step)) return false;
        if (_rows >= FewestRows && IsMonotone(numbers) && numbers.All(IsFarOutside) && (numbers.Length >= SurelyMany || numbers.All(IsPlain))) return true;
        for (var i = 2; i < numbers.Length; i++)
            if (!IsNext(_first[numbers[i - 1]].Number, step, _first[numbers[i]].Number, i)) return false;
        var whole = double.IsInteger(first) && double.IsInteger(step);
        var counting = first is 0 or 1 && step == 1;
        if (whole && _rows >= FewestRows && (numbers.Length - 2) * Math.Log10(1 + numbers.Max(Span)) >= LeastChance) return true;
        var surely = counting ? 2 : whole ? 3 : 6;                // how many are no chance if what is below looks otherwise
        return numbers.Length >= ((_allHaveFractions && whole) || wordsOverNumbers > 0 ? surely : whole ? 5 : 8);
    }

    private bool CanBeLabels(int[] numbers, int words)
    {
        if (_rows == 0 || words > 0 || _anotherProgression) return false;
        if (numbers.Length == 1) return _first.Length == 1 && double.IsInteger(_first[0].Number) && (_first[0].Number == 0 || (_rows >= FewestRows && IsFarOutside(0)));
        var counting = _first[numbers[0]].Number is 0 or 1 && numbers.Select((j, i) => _first[j].Number == _first[numbers[0]].Number + i).All(next => next);
        return counting || (numbers.Length >= 5 && IsMonotone(numbers));
    }

    private bool IsMonotone(int[] numbers)
    {
        var rises = _first[numbers[1]].Number > _first[numbers[0]].Number;
        for (var i = 1; i < numbers.Length; i++)
            if (!(rises ? _first[numbers[i]].Number > _first[numbers[i - 1]].Number : _first[numbers[i]].Number < _first[numbers[i - 1]].Number)) return false;
        return true;
    }

    private bool IsFarOutside(int column)
    {
        var number = _first[column].Number;
        return _below[column].Numbers && (number < _below[column].Least - Span(column) || number > _below[column].Greatest + Span(column));
    }

    // As people number things: a first row can be far from all others in a few columns.
    private bool IsPlain(int column) => double.IsInteger(_first[column].Number) && Math.Abs(_first[column].Number) < LargestPlain;

    private double Span(int column) => _below[column].Numbers ? _below[column].Greatest - _below[column].Least : 0;

    private static bool IsNext(double before, double step, double number, int numbers) =>
        numbers < 2 || (number - before is var distance && Math.Abs(distance - step) <= 1e-9 * Math.Max(Math.Abs(number), Math.Abs(before)));
}
